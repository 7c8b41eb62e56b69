#include "resources.hpp"

#include "support.hpp"

namespace standin {

namespace {

typedef std::pair<double, double> Range;
typedef std::vector<Range> Ranges;

bool parseRanges(const std::string& text, Ranges* out) {
  if (text.size() < 2 || text[0] != '[' || text[text.size() - 1] != ']') return false;
  for (const std::string& part : split(text.substr(1, text.size() - 2), ",")) {
    const std::vector<std::string> ends = split(trim(part), "-");
    Range range;
    if (ends.size() != 2 || !parseNumber(trim(ends[0]), &range.first) ||
        !parseNumber(trim(ends[1]), &range.second) || range.first > range.second) {
      return false;
    }
    out->push_back(range);
  }
  return true;
}

/// Sorted, without overlaps, neighbours joined.
std::string formatRanges(Ranges ranges) {
  std::sort(ranges.begin(), ranges.end());
  Ranges joined;
  for (const Range& range : ranges) {
    if (!joined.empty() && range.first <= joined.back().second + 1) {
      joined.back().second = std::max(joined.back().second, range.second);
    } else {
      joined.push_back(range);
    }
  }
  std::vector<std::string> parts;
  for (const Range& range : joined) {
    parts.push_back(formatNumber(range.first) + "-" + formatNumber(range.second));
  }
  return "[" + join(parts, ", ") + "]";
}

Ranges subtractRanges(const Ranges& from, const Ranges& what) {
  Ranges left = from;
  for (const Range& cut : what) {
    Ranges next;
    for (const Range& range : left) {
      if (cut.second < range.first || cut.first > range.second) {
        next.push_back(range);
        continue;
      }
      if (range.first < cut.first) next.push_back(Range(range.first, cut.first - 1));
      if (range.second > cut.second) next.push_back(Range(cut.second + 1, range.second));
    }
    left = next;
  }
  return left;
}

Ranges rangesOf(const Json& value) {
  Ranges ranges;
  parseRanges(value.text, &ranges);
  return ranges;
}

/// Sums of tenths must not show as 0.30000000000000004 or leave a remainder of 1e-17.
double rounded(double value) { return floor(value * 1e6 + 0.5) / 1e6; }

std::string parsePairs(const std::string& text, const std::string& what, bool attributes, Json* out) {
  *out = Json::object();
  for (const std::string& pair : split(text, ";\n")) {
    const size_t colon = pair.find(':');
    if (colon == std::string::npos || (!attributes && pair.find(':', colon + 1) != std::string::npos)) {
      return "Bad value for " + what + ", missing or extra ':' in '" + pair + "'";
    }
    std::string name = trim(pair.substr(0, colon));
    const std::string value = trim(pair.substr(colon + 1));
    if (!attributes && name.size() > 3 && name.compare(name.size() - 3, 3, "(*)") == 0) {
      name.erase(name.size() - 3);
    }
    if (name.empty() || value.empty()) return "Bad value for " + what + " in '" + pair + "'";
    if (!attributes && name.find('(') != std::string::npos) {
      return "Bad value for resources: '" + name + "' is reserved for a role, which the stand-in does not have";
    }
    double number = 0;
    Ranges ranges;
    if (parseNumber(value, &number)) {
      out->set(name, number);
    } else if (value[0] == '[') {
      if (!parseRanges(value, &ranges)) return "Bad value for " + what + ": '" + value + "' is not a list of ranges";
      out->set(name, formatRanges(ranges));
    } else if (attributes || (value[0] == '{' && value[value.size() - 1] == '}')) {
      out->set(name, value);
    } else {
      return "Bad value for " + what + ", unsupported type: '" + value + "' of " + name;
    }
  }
  return "";
}

}  // namespace

std::string parseResources(const std::string& text, Json* out) {
  const std::string fault = parsePairs(text, "resources", false, out);
  return fault.empty() ? checkResources(*out) : fault;
}

std::string parseAttributes(const std::string& text, Json* out) {
  return parsePairs(text, "attributes", true, out);
}

std::string checkResources(const Json& resources) {
  if (!resources.isObject()) return "resources must be an object";
  for (size_t i = 0; i < resources.keys.size(); ++i) {
    const Json& value = resources.items[i];
    const std::string& name = resources.keys[i];
    Ranges ranges;
    const bool scalar = name == "cpus" || name == "mem" || name == "disk";
    if (value.kind == Json::Number ? value.number < 0 || name == "ports"
                                   : scalar || value.kind != Json::String ||
                                         (value.text[0] != '{' && !parseRanges(value.text, &ranges))) {
      return "Invalid resource '" + name + "': " + value.dump();
    }
  }
  return "";
}

Json addResources(const Json& a, const Json& b) {
  Json sum = a.isNull() ? Json::object() : a;
  for (size_t i = 0; i < b.keys.size(); ++i) {
    Json& value = sum[b.keys[i]];
    const Json& more = b.items[i];
    if (more.kind == Json::Number) {
      value = rounded((value.kind == Json::Number ? value.number : 0) + more.number);
    } else if (value.isNull()) {
      value = more;
    } else if (more.text[0] == '[') {
      Ranges ranges = rangesOf(value);
      const Ranges added = rangesOf(more);
      ranges.insert(ranges.end(), added.begin(), added.end());
      value = formatRanges(ranges);
    }
  }
  return sum;
}

Json subtractResources(const Json& a, const Json& b) {
  Json left = Json::object();
  for (size_t i = 0; i < a.keys.size(); ++i) {
    const Json& taken = b.get(a.keys[i]);
    const Json& value = a.items[i];
    if (taken.isNull()) {
      left.set(a.keys[i], value);
    } else if (value.kind == Json::Number) {
      const double rest = rounded(value.number - taken.number);
      if (rest > 0) left.set(a.keys[i], rest);
    } else if (value.text[0] == '[') {
      const Ranges rest = subtractRanges(rangesOf(value), rangesOf(taken));
      if (!rest.empty()) left.set(a.keys[i], formatRanges(rest));
    }
  }
  return left;
}

bool containsResources(const Json& whole, const Json& part) {
  for (size_t i = 0; i < part.keys.size(); ++i) {
    const Json& wanted = part.items[i];
    const Json& there = whole.get(part.keys[i]);
    if (wanted.kind == Json::Number) {
      if (wanted.number > 0 && rounded(there.number - wanted.number) < 0) return false;
    } else if (wanted.text[0] == '[') {
      if (!subtractRanges(rangesOf(wanted), rangesOf(there)).empty()) return false;
    } else if (there != wanted) {
      return false;
    }
  }
  return true;
}

std::string formatResources(const Json& resources) {
  std::vector<std::string> parts;
  for (size_t i = 0; i < resources.keys.size(); ++i) {
    const Json& value = resources.items[i];
    if (value.kind == Json::Number && value.number == 0) continue;
    parts.push_back(resources.keys[i] + "(*):" + (value.kind == Json::Number ? value.dump() : value.text));
  }
  return join(parts, "; ");
}

Json showResources(const Json& resources) {
  Json out = Json::object();
  out.set("cpus", resources.num("cpus")).set("disk", resources.num("disk")).set("mem", resources.num("mem"));
  for (size_t i = 0; i < resources.keys.size(); ++i) out.set(resources.keys[i], resources.items[i]);
  return out;
}

namespace {

std::string formatValue(const std::string& group, const std::string& name, const Json& value, bool resource) {
  std::string type = "TEXT";
  std::string body = "  text {\n    value: " + quoteJson(value.text) + "\n  }\n";
  if (value.kind == Json::Number) {
    type = "SCALAR";
    body = "  scalar {\n    value: " + value.dump() + "\n  }\n";
  } else if (value.text[0] == '[') {
    type = "RANGES";
    body = "  ranges {\n";
    for (const Range& range : rangesOf(value)) {
      body += "    range {\n      begin: " + formatNumber(range.first) + "\n      end: " +
              formatNumber(range.second) + "\n    }\n";
    }
    body += "  }\n";
  }
  return group + " {\n  name: \"" + name + "\"\n  type: " + type + "\n" + body +
         (resource ? "  role: \"*\"\n" : "") + "}\n";
}

}  // namespace

std::string formatSlaveInfo(const Json& info) {
  std::string out = "hostname: " + quoteJson(info.str("hostname")) + "\n";
  const Json& resources = info.get("resources");
  for (size_t i = 0; i < resources.keys.size(); ++i) {
    out += formatValue("resources", resources.keys[i], resources.items[i], true);
  }
  const Json& attributes = info.get("attributes");
  for (size_t i = 0; i < attributes.keys.size(); ++i) {
    out += formatValue("attributes", attributes.keys[i], attributes.items[i], false);
  }
  return out + "id {\n  value: " + quoteJson(info.str("id")) + "\n}\ncheckpoint: " +
         (info.flag("checkpoint") ? "true" : "false") + "\nport: " + formatNumber(info.num("port")) + "\n";
}

}  // namespace standin
