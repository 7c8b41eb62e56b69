#include "json.hpp"

namespace standin {

Json::Json() : kind(Null), boolean(false), number(0) {}
Json::Json(bool value) : kind(Bool), boolean(value), number(0) {}
Json::Json(int value) : kind(Number), boolean(false), number(value) {}
Json::Json(unsigned value) : kind(Number), boolean(false), number(value) {}
Json::Json(long value) : kind(Number), boolean(false), number(static_cast<double>(value)) {}
Json::Json(unsigned long value)
    : kind(Number), boolean(false), number(static_cast<double>(value)) {}
Json::Json(double value) : kind(Number), boolean(false), number(value) {}
Json::Json(const char* value) : kind(String), boolean(false), number(0), text(value) {}
Json::Json(const std::string& value) : kind(String), boolean(false), number(0), text(value) {}
Json::Json(const Json& other) = default;
Json& Json::operator=(const Json& other) {
  if (this != &other) {
    // Copied first: `other` may be a member of this value.
    Json copy(other);
    kind = copy.kind;
    boolean = copy.boolean;
    number = copy.number;
    text.swap(copy.text);
    keys.swap(copy.keys);
    items.swap(copy.items);
  }
  return *this;
}
Json::~Json() {}

Json Json::array() {
  Json value;
  value.kind = Array;
  return value;
}

Json Json::object() {
  Json value;
  value.kind = Object;
  return value;
}

bool Json::has(const std::string& key) const {
  for (size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] == key) return true;
  }
  return false;
}

const Json& Json::get(const std::string& key) const {
  static const Json null;
  for (size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] == key) return items[i];
  }
  return null;
}

const std::string& Json::str(const std::string& key) const { return get(key).text; }

double Json::num(const std::string& key, double fallback) const {
  const Json& value = get(key);
  return value.kind == Number ? value.number : fallback;
}

bool Json::flag(const std::string& key, bool fallback) const {
  const Json& value = get(key);
  return value.kind == Bool ? value.boolean : fallback;
}

Json& Json::operator[](const std::string& key) {
  if (kind == Null) kind = Object;
  for (size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] == key) return items[i];
  }
  keys.push_back(key);
  items.push_back(Json());
  return items.back();
}

Json& Json::set(const std::string& key, const Json& value) {
  (*this)[key] = value;
  return *this;
}

void Json::push(const Json& value) {
  if (kind == Null) kind = Array;
  items.push_back(value);
}

void Json::erase(const std::string& key) {
  for (size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] == key) {
      keys.erase(keys.begin() + i);
      items.erase(items.begin() + i);
      return;
    }
  }
}

bool Json::operator==(const Json& other) const {
  if (kind != other.kind) return false;
  switch (kind) {
    case Null: return true;
    case Bool: return boolean == other.boolean;
    case Number: return number == other.number;
    case String: return text == other.text;
    case Array: return items == other.items;
    case Object: break;
  }
  if (keys.size() != other.keys.size()) return false;
  for (size_t i = 0; i < keys.size(); ++i) {
    if (!other.has(keys[i]) || items[i] != other.get(keys[i])) return false;
  }
  return true;
}

std::string quoteJson(const std::string& text) {
  std::string out = "\"";
  for (size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = text[i];
    if (c == '"' || c == '\\') {
      out += '\\';
      out += text[i];
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c < 0x20 || c == 0x7f) {
      char code[8];
      snprintf(code, sizeof code, "\\u%04x", c);
      out += code;
    } else {
      out += text[i];
    }
  }
  return out + '"';
}

void Json::write(std::string* out) const {
  switch (kind) {
    case Null: *out += "null"; break;
    case Bool: *out += boolean ? "true" : "false"; break;
    case Number: {
      char digits[40];
      snprintf(digits, sizeof digits, "%.15g", number);
      *out += digits;
      break;
    }
    case String: *out += quoteJson(text); break;
    case Array:
    case Object:
      *out += kind == Array ? '[' : '{';
      for (size_t i = 0; i < items.size(); ++i) {
        if (i > 0) *out += ',';
        if (kind == Object) *out += quoteJson(keys[i]) + ':';
        items[i].write(out);
      }
      *out += kind == Array ? ']' : '}';
      break;
  }
}

std::string Json::dump() const {
  std::string out;
  write(&out);
  return out;
}

namespace {

/// A recursive descent parser; `error` is set once, at the first fault.
struct Parser {
  const std::string& text;
  size_t at;
  std::string error;

  explicit Parser(const std::string& source) : text(source), at(0) {}

  bool fail(const std::string& what) {
    if (error.empty()) error = what + " at byte " + std::to_string(at);
    return false;
  }

  void space() {
    while (at < text.size() && strchr(" \t\r\n", text[at]) != NULL) ++at;
  }

  bool accept(char c) {
    space();
    if (at >= text.size() || text[at] != c) return false;
    ++at;
    return true;
  }

  bool word(const char* expected) {
    const size_t length = strlen(expected);
    if (text.compare(at, length, expected) != 0) return fail("unexpected character");
    at += length;
    return true;
  }

  bool hex4(unsigned* code) {
    *code = 0;
    for (int i = 0; i < 4; ++i, ++at) {
      if (at >= text.size() || !isxdigit(static_cast<unsigned char>(text[at]))) {
        return fail("bad \\u escape");
      }
      const char digit[2] = {text[at], 0};
      *code = *code * 16 + static_cast<unsigned>(strtoul(digit, NULL, 16));
    }
    return true;
  }

  static void utf8(unsigned code, std::string* out) {
    if (code < 0x80) {
      *out += static_cast<char>(code);
    } else if (code < 0x800) {
      *out += static_cast<char>(0xc0 | (code >> 6));
      *out += static_cast<char>(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
      *out += static_cast<char>(0xe0 | (code >> 12));
      *out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
      *out += static_cast<char>(0x80 | (code & 0x3f));
    } else {
      *out += static_cast<char>(0xf0 | (code >> 18));
      *out += static_cast<char>(0x80 | ((code >> 12) & 0x3f));
      *out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
      *out += static_cast<char>(0x80 | (code & 0x3f));
    }
  }

  bool string(std::string* out) {
    if (!accept('"')) return fail("expected a string");
    while (at < text.size() && text[at] != '"') {
      if (static_cast<unsigned char>(text[at]) < 0x20) return fail("control character in a string");
      if (text[at] != '\\') {
        *out += text[at++];
        continue;
      }
      if (++at >= text.size()) break;
      const char c = text[at++];
      static const char from[] = "\"\\/bfnrt";
      static const char to[] = "\"\\/\b\f\n\r\t";
      const char* known = strchr(from, c);
      if (c == 'u') {
        unsigned code = 0;
        if (!hex4(&code)) return false;
        if (code >= 0xd800 && code < 0xdc00 && text.compare(at, 2, "\\u") == 0) {
          unsigned low = 0;
          at += 2;
          if (!hex4(&low)) return false;
          code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        }
        utf8(code, out);
      } else if (known != NULL && *known != 0) {
        *out += to[known - from];
      } else {
        return fail("bad escape");
      }
    }
    if (at >= text.size()) return fail("unterminated string");
    ++at;
    return true;
  }

  bool number(Json* out) {
    const char* begin = text.c_str() + at;
    if (strchr("-0123456789", *begin) == NULL || *begin == 0) return fail("unexpected character");
    char* end = NULL;
    *out = Json(strtod(begin, &end));
    if (end == begin) return fail("bad number");
    at += end - begin;
    return true;
  }

  bool value(Json* out, int depth) {
    space();
    if (depth > 64) return fail("nested too deeply");
    if (at >= text.size()) return fail("unexpected end");
    switch (text[at]) {
      case 'n': *out = Json(); return word("null");
      case 't': *out = Json(true); return word("true");
      case 'f': *out = Json(false); return word("false");
      case '"': *out = Json(""); return string(&out->text);
      case '[':
        ++at;
        *out = Json::array();
        if (accept(']')) return true;
        do {
          out->items.push_back(Json());
          if (!value(&out->items.back(), depth + 1)) return false;
        } while (accept(','));
        return accept(']') || fail("expected ',' or ']'");
      case '{':
        ++at;
        *out = Json::object();
        if (accept('}')) return true;
        do {
          std::string key;
          if (!string(&key)) return false;
          if (!accept(':')) return fail("expected ':'");
          Json member;
          if (!value(&member, depth + 1)) return false;
          (*out)[key] = member;
        } while (accept(','));
        return accept('}') || fail("expected ',' or '}'");
      default: return number(out);
    }
  }
};

}  // namespace

std::string Json::parse(const std::string& text, Json* out) {
  Parser parser(text);
  if (parser.value(out, 0)) {
    parser.space();
    if (parser.at != text.size()) parser.fail("trailing characters");
  }
  return parser.error;
}

}  // namespace standin
