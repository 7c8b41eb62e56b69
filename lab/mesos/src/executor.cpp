// mesos-executor RUN_FOLDER: the command executor. A process of its own that outlives the slave: it reads run.json,
// runs the command, and leaves launched.json and exit.json in the same folder. Descriptor 3 reaches its end when the
// slave is gone. Works in the sandbox that is its current folder.
#include <grp.h>
#include <pwd.h>

#include "loop.hpp"
#include "support.hpp"

namespace standin {

namespace {

const double escalationSeconds = 3;  // from SIGTERM to SIGKILL, as launcher/executor.cpp of 0.24.0

std::string runFolder;
Json run;
pid_t command = 0;
bool killed = false;

void say(const std::string& text) {
  printf("%s\n", text.c_str());
  fflush(stdout);
}

void report(const char* name, Json result) {
  const std::string fault =
      writeFile(runFolder + "/" + name, result.set("timestamp", wallTime()).dump());
  if (!fault.empty()) fprintf(stderr, "%s\n", fault.c_str());
}

/// Reports the end of the task and ends the executor.
void finish(const std::string& state, const std::string& message) {
  say(message);
  report("exit.json", Json::object().set("state", state).set("message", message));
  exit(0);
}

void stop() {
  if (killed) return;
  killed = true;
  say("Shutting down");
  if (command <= 0) finish("TASK_KILLED", "Killed before the command was started");
  say("Sending SIGTERM to process group of pid " + std::to_string(command));
  kill(-command, SIGTERM);
  loop::after(escalationSeconds, []() {
    say("Process " + std::to_string(command) + " did not terminate after 3secs, sending SIGKILL");
    kill(-command, SIGKILL);
  });
}

/// The user's part of the child's set-up. Returns an empty string or the fault.
std::string becomeUser(const std::string& user) {
  if (user.empty()) return "";
  const struct passwd* entry = getpwnam(user.c_str());
  if (entry == NULL) return "Failed to get user information for '" + user + "'";
  if (initgroups(user.c_str(), entry->pw_gid) != 0 || setgid(entry->pw_gid) != 0 || setuid(entry->pw_uid) != 0) {
    return "Failed to switch to user '" + user + "': " + strerror(errno);
  }
  return "";
}

std::vector<std::string> environment() {
  const std::string sandbox = run.str("sandbox");
  std::vector<std::string> variables;
  const char* path = getenv("PATH");
  variables.push_back(std::string("PATH=") + (path == NULL ? "/usr/local/bin:/usr/bin:/bin" : path));
  variables.push_back("MESOS_SANDBOX=" + sandbox);
  variables.push_back("MESOS_DIRECTORY=" + sandbox);
  variables.push_back("MESOS_EXECUTOR_ID=" + run.get("view").str("id"));
  variables.push_back("MESOS_FRAMEWORK_ID=" + run.str("framework_id"));
  variables.push_back("MESOS_SLAVE_ID=" + run.str("slave_id"));
  variables.push_back("MESOS_SLAVE_PID=" + run.str("slave_pid"));
  variables.push_back(std::string("MESOS_CHECKPOINT=") + (run.flag("checkpoint") ? "1" : "0"));
  const Json& given = run.get("command").get("environment");
  for (size_t i = 0; i < given.keys.size(); ++i) variables.push_back(given.keys[i] + "=" + given.items[i].text);
  return variables;
}

void launch() {
  const std::string user = run.str("user");
  const std::string value = run.get("command").str("value");
  if (!user.empty()) {
    const struct passwd* entry = getpwnam(user.c_str());
    if (entry == NULL) finish("TASK_FAILED", "Failed to get user information for '" + user + "'");
    const char* const mine[] = {".", "stdout", "stderr"};
    for (const char* name : mine) {
      if (chown(name, entry->pw_uid, entry->pw_gid) != 0) {
        finish("TASK_FAILED", "Failed to chown the sandbox to '" + user + "': " + strerror(errno));
      }
    }
  }
  std::vector<std::string> variables = environment();
  std::vector<char*> pointers;
  for (std::string& variable : variables) pointers.push_back(&variable[0]);
  pointers.push_back(NULL);
  say("Starting task " + run.get("view").str("id"));
  say("sh -c '" + value + "'");
  command = fork();
  if (command < 0) finish("TASK_FAILED", "Failed to fork: " + std::string(strerror(errno)));
  if (command == 0) {
    setsid();
    loop::releaseSignals();
    close(3);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    const std::string fault = becomeUser(user);
    if (fault.empty()) {
      execle("/bin/sh", "sh", "-c", value.c_str(), static_cast<char*>(NULL), pointers.data());
    }
    fprintf(stderr, "%s\n", fault.empty() ? strerror(errno) : fault.c_str());
    _exit(126);
  }
  say("Forked command at " + std::to_string(command));
  report("launched.json", Json::object().set("task_pid", command));
}

void onChild() {
  int status = 0;
  if (command <= 0 || waitpid(command, &status, WNOHANG) != command) return;
  const std::string pid = " (pid: " + std::to_string(command) + ")";
  // What the command left behind in its group goes with it.
  kill(-command, SIGKILL);
  if (WIFEXITED(status)) {
    const int code = WEXITSTATUS(status);
    const std::string how = "Command exited with status " + std::to_string(code);
    finish(killed ? "TASK_KILLED" : code == 0 ? "TASK_FINISHED" : "TASK_FAILED", how + pid);
  }
  const std::string how = "Command terminated with signal " + std::string(strsignal(WTERMSIG(status)));
  finish(killed ? "TASK_KILLED" : "TASK_FAILED", how + pid);
}

}  // namespace

}  // namespace standin

int main(int argc, char** argv) {
  using namespace standin;
  if (argc != 2) {
    fprintf(stderr, "Usage: mesos-executor RUN_FOLDER (started by mesos-slave; stand-in for Apache Mesos 0.24.0)\n");
    return 1;
  }
  runFolder = argv[1];
  run = readJson(runFolder + "/run.json");
  if (run.isNull()) {
    fprintf(stderr, "Failed to read '%s/run.json'\n", argv[1]);
    return 1;
  }
  signal(SIGPIPE, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  loop::onSignals(std::vector<int>({SIGCHLD, SIGTERM, SIGINT}), [](int number, int) {
    if (number == SIGCHLD) {
      onChild();
    } else {
      stop();
    }
  });
  const bool checkpoint = run.flag("checkpoint");
  loop::watch(3, POLLIN, [checkpoint](short) {
    loop::unwatch(3);
    if (checkpoint) {
      say("Slave exited, but the framework has checkpointing enabled; going on");
    } else {
      say("Slave exited ... shutting down");
      stop();
    }
  });
  say("Registered executor on " + run.str("hostname"));
  launch();
  loop::run();
}
