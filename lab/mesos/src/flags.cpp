#include "flags.hpp"

#include "support.hpp"

extern char** environ;

namespace standin {

namespace {

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(tolower(c));
  return text;
}

std::string parseBytes(const std::string& text, std::string* canonical) {
  static const char* const names[] = {"B", "KB", "MB", "GB", "TB"};
  const size_t split = text.find_first_not_of(".0123456789");
  double value = 0;
  if (split == 0 || split == std::string::npos || !parseNumber(text.substr(0, split), &value)) {
    return "Invalid bytes '" + text + "'";
  }
  for (const char* name : names) {
    if (text.substr(split) == name) {
      *canonical = formatNumber(value) + name;
      return "";
    }
  }
  return "Unknown bytes unit '" + text.substr(split) + "'";
}

/// Checks `text` as a value of `type`. Returns an empty string and the canonical form, or the fault.
std::string convert(FlagType type, const std::string& text, std::string* canonical) {
  double value = 0;
  *canonical = text;
  switch (type) {
    case Boolean:
      if (text == "true" || text == "1") {
        *canonical = "true";
      } else if (text == "false" || text == "0") {
        *canonical = "false";
      } else {
        return "Expecting a boolean (e.g., true or false)";
      }
      return "";
    case Port:
    case Integer:
    case Size:
      if (!parseNumber(text, &value) || value != floor(value) || (type != Integer && value < 0) ||
          (type == Port && value > 65535)) {
        return "Failed to convert '" + text + "' to number";
      }
      *canonical = formatNumber(value);
      return "";
    case Double:
      if (!parseNumber(text, &value)) return "Failed to convert '" + text + "' to number";
      *canonical = formatNumber(value);
      return "";
    case Duration: {
      const std::string fault = parseDuration(text, &value);
      if (fault.empty()) *canonical = formatDuration(value);
      return fault;
    }
    case Bytes: return parseBytes(text, canonical);
    case Path:
      if (startsWith(text, "file://")) *canonical = text.substr(7);
      return "";
    case JsonOrFile: {
      std::string content = text;
      if (startsWith(text, "/") && !readFile(text, &content)) {
        return "Error reading file '" + text + "': " + strerror(errno);
      }
      Json parsed;
      const std::string fault = Json::parse(content, &parsed);
      if (!fault.empty()) return "syntax error: " + fault;
      *canonical = parsed.dump();
      return "";
    }
    case Text: break;
  }
  return "";
}

}  // namespace

const FlagSpec* Flags::find(const std::string& name) const {
  for (const FlagSpec& spec : specs) {
    if (name == spec.name) return &spec;
  }
  return NULL;
}

std::string Flags::store(const FlagSpec& spec, const std::string& text) {
  std::string value = text;
  // Every flag but a path may be read from a file; the trailing newline of the file stays (stout/flags/fetch.hpp).
  if (spec.type != Path && startsWith(text, "file://") && !readFile(text.substr(7), &value)) {
    return "Failed to load flag '" + std::string(spec.name) + "': Failed to fetch value from '" + text +
           "': Error reading file '" + text.substr(7) + "': " + strerror(errno);
  }
  std::string canonical;
  const std::string fault = convert(spec.type, value, &canonical);
  if (!fault.empty()) {
    return "Failed to load flag '" + std::string(spec.name) + "': Failed to load value '" + value + "': " + fault;
  }
  values[spec.name] = canonical;
  return "";
}

std::string Flags::load(int argc, char** argv) {
  for (const FlagSpec& spec : specs) {
    if (spec.fallback != NULL) values[spec.name] = spec.fallback;
  }
  std::map<std::string, std::string> given;  // name -> value as written, without one for "--name"
  std::set<std::string> bare;
  for (char** entry = environ; *entry != NULL; ++entry) {
    const std::string text = *entry;
    const size_t equals = text.find('=');
    if (equals == std::string::npos || !startsWith(text, "MESOS_")) continue;
    const std::string name = lower(text.substr(6, equals - 6));
    // Only flags that exist are taken from the environment; MESOS_NATIVE_JAVA_LIBRARY and others are not flags.
    if (find(name) != NULL) given[name] = text.substr(equals + 1);
  }
  for (int i = 1; i < argc; ++i) {
    const std::string text = argv[i];
    if (text == "--") break;
    if (!startsWith(text, "--")) continue;  // 0.24.0 passes over what does not look like a flag
    const size_t equals = text.find('=');
    const std::string written = text.substr(2, equals == std::string::npos ? equals : equals - 2);
    std::string name = lower(written);
    std::string value = equals == std::string::npos ? "" : text.substr(equals + 1);
    const bool negated = find(name) == NULL && startsWith(name, "no-");
    if (negated) name = name.substr(3);
    const FlagSpec* spec = find(name);
    if (spec == NULL) return "Failed to load unknown flag '" + written + "'";
    if (negated && spec->type != Boolean) {
      return "Failed to load non-boolean flag '" + name + "' via '" + written + "'";
    }
    if (negated && equals != std::string::npos) {
      return "Failed to load boolean flag '" + name + "' via '" + written + "' with value '" + value + "'";
    }
    if (given.count(name) > 0) return "Duplicate flag '" + name + "' on command line";
    if (equals == std::string::npos) {
      if (spec->type != Boolean) return "Failed to load non-boolean flag '" + name + "': Missing value";
      value = negated ? "false" : "true";
    }
    given[name] = value;
  }
  for (const auto& flag : given) {
    const FlagSpec* spec = find(flag.first);
    const std::string value = spec->type == Boolean && flag.second.empty() ? "true" : flag.second;
    const std::string fault = store(*spec, value);
    if (!fault.empty()) return fault;
  }
  return "";
}

std::string Flags::get(const std::string& name) const {
  const auto found = values.find(name);
  return found == values.end() ? "" : found->second;
}

double Flags::number(const std::string& name) const {
  double value = 0;
  parseNumber(get(name), &value);
  return value;
}

double Flags::seconds(const std::string& name) const {
  double value = 0;
  parseDuration(get(name), &value);
  return value;
}

void Flags::fill(const std::string& name, const std::string& value) {
  if (!has(name)) values[name] = value;
}

Json Flags::toJson() const {
  Json out = Json::object();
  for (const auto& flag : values) out.set(flag.first, flag.second);
  return out;
}

std::string Flags::toLine() const {
  std::string out;
  for (const auto& flag : values) {
    out += (out.empty() ? "--" : " --") + flag.first + "=" + quoteJson(flag.second);
  }
  return out;
}

std::string Flags::usage(const std::string& program) const {
  std::string out = "Usage: " + program + " [...]\n\n(stand-in for Apache Mesos 0.24.0)\n";
  for (const FlagSpec& spec : specs) {
    const std::string name = spec.name;
    std::string left = spec.type == Boolean ? "  --[no-]" + name : "  --" + name + "=VALUE";
    if (left.size() < 50) left.resize(50, ' ');
    out += left + (spec.fallback == NULL ? "" : "(default: " + std::string(spec.fallback) + ")") + "\n";
  }
  return out;
}

}  // namespace standin
