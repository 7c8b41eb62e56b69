#include "loop.hpp"

#include <sys/signalfd.h>

namespace standin {
namespace loop {

namespace {

struct Watch {
  short events;
  std::function<void(short)> callback;
};

struct Timer {
  double at;
  Callback callback;
};

std::map<int, Watch> watches;
std::map<int, Timer> timers;
int lastTimer = 0;

int nextTimeoutMillis() {
  double earliest = now() + 3600;
  for (const auto& timer : timers) earliest = std::min(earliest, timer.second.at);
  return static_cast<int>(std::max(0.0, ceil((earliest - now()) * 1000)));
}

void runTimers() {
  const double limit = now();
  std::vector<int> due;
  for (const auto& timer : timers) {
    if (timer.second.at <= limit) due.push_back(timer.first);
  }
  for (int id : due) {
    const auto found = timers.find(id);
    if (found == timers.end()) continue;  // cancelled by an earlier one
    const Callback callback = found->second.callback;
    timers.erase(found);
    callback();
  }
}

}  // namespace

double now() {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

int after(double seconds, Callback callback) {
  const Timer timer = {now() + seconds, callback};
  timers[++lastTimer] = timer;
  return lastTimer;
}

void cancel(int timer) { timers.erase(timer); }

void watch(int fd, short events, std::function<void(short)> callback) {
  const Watch entry = {events, callback};
  watches[fd] = entry;
}

void unwatch(int fd) { watches.erase(fd); }

void onSignals(const std::vector<int>& signals, std::function<void(int, int)> callback) {
  sigset_t set;
  sigemptyset(&set);
  for (int number : signals) sigaddset(&set, number);
  sigprocmask(SIG_BLOCK, &set, NULL);
  const int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  watch(fd, POLLIN, [fd, callback](short) {
    struct signalfd_siginfo info;
    while (read(fd, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
      callback(static_cast<int>(info.ssi_signo), static_cast<int>(info.ssi_pid));
    }
  });
}

void releaseSignals() {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

void run() {
  int busyRounds = 0;
  while (true) {
    std::vector<struct pollfd> polled;
    for (const auto& entry : watches) {
      const struct pollfd item = {entry.first, entry.second.events, 0};
      polled.push_back(item);
    }
    const int ready = poll(polled.data(), polled.size(), busyRounds > 0 ? 0 : nextTimeoutMillis());
    if (ready > 0) {
      for (const struct pollfd& item : polled) {
        if (item.revents == 0) continue;
        const auto found = watches.find(item.fd);
        if (found == watches.end()) continue;  // unwatched by an earlier callback
        const std::function<void(short)> callback = found->second.callback;
        callback(item.revents);
      }
      // Timers run when nothing is left to read, and now and then beside a peer that never stops sending.
      if (++busyRounds < 100) continue;
    }
    busyRounds = 0;
    runTimers();
  }
}

}  // namespace loop
}  // namespace standin
