#ifndef STANDIN_LOOP_HPP
#define STANDIN_LOOP_HPP

#include "standin.hpp"

namespace standin {

typedef std::function<void()> Callback;

/// A single-threaded event loop on poll(2): descriptors first, then timers, so that a process that was stopped
/// for a while reads what came in before it concludes that nothing came.
namespace loop {

/// Monotonic seconds.
double now();

/// Calls `callback` once after `seconds`. Returns an id (never 0) for cancel().
int after(double seconds, Callback callback);
void cancel(int timer);

/// Calls `callback` with the returned events whenever `fd` has one of `events` (POLLIN, POLLOUT).
void watch(int fd, short events, std::function<void(short)> callback);
void unwatch(int fd);

/// Calls `callback` with the number of each delivered signal. The signals stay blocked in this process; a child
/// must call releaseSignals() before exec.
void onSignals(const std::vector<int>& signals, std::function<void(int, int)> callback);
void releaseSignals();

/// Runs until the process ends.
void run();

}  // namespace loop
}  // namespace standin

#endif
