#ifndef STANDIN_FLAGS_HPP
#define STANDIN_FLAGS_HPP

#include "json.hpp"

namespace standin {

enum FlagType { Text, Boolean, Port, Integer, Size, Double, Duration, Bytes, Path, JsonOrFile };

/// One flag as in src/master/flags.cpp and src/slave/flags.cpp of 0.24.0.
struct FlagSpec {
  const char* name;
  FlagType type;
  const char* fallback;  ///< default, NULL for none
};

/// The flags of a daemon: loaded from MESOS_* variables and the command line by the rules of stout 0.24.0.
class Flags {
 public:
  explicit Flags(const std::vector<FlagSpec>& table) : specs(table) {}

  /// Returns an empty string or the error text of 0.24.0 (unknown flag, duplicate flag, malformed value).
  std::string load(int argc, char** argv);

  /// Whether the flag has a value, given or by default.
  bool has(const std::string& name) const { return values.count(name) > 0; }

  /// Its value in canonical form ("15secs", "true"), or "".
  std::string get(const std::string& name) const;
  bool isTrue(const std::string& name) const { return get(name) == "true"; }
  double number(const std::string& name) const;
  double seconds(const std::string& name) const;

  /// Sets a value that is not on the command line (the defaults that depend on the installation).
  void fill(const std::string& name, const std::string& value);

  /// All flags that have a value, as in state.json.
  Json toJson() const;

  /// The same as one line of a log: --name="value" ...
  std::string toLine() const;

  std::string usage(const std::string& program) const;

 private:
  const FlagSpec* find(const std::string& name) const;
  std::string store(const FlagSpec& spec, const std::string& text);

  std::vector<FlagSpec> specs;
  std::map<std::string, std::string> values;
};

/// Tables of both daemons, every flag of a 0.24.0 built without the network isolator.
const std::vector<FlagSpec>& masterFlags();
const std::vector<FlagSpec>& slaveFlags();

}  // namespace standin

#endif
