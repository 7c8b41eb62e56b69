#ifndef STANDIN_JSON_HPP
#define STANDIN_JSON_HPP

#include "standin.hpp"

namespace standin {

/// A JSON value (RFC 8259). Objects keep the order of insertion; look-ups are linear, which is enough for
/// the handful of keys of a Mesos message.
class Json {
 public:
  enum Kind { Null, Bool, Number, String, Array, Object };

  Json();
  Json(bool value);
  Json(int value);
  Json(unsigned value);
  Json(long value);
  Json(unsigned long value);
  Json(double value);
  Json(const char* value);
  Json(const std::string& value);
  Json(const Json& other);
  Json& operator=(const Json& other);
  ~Json();

  /// An empty array / an empty object.
  static Json array();
  static Json object();

  /// Parses `text` into `out`. Returns an empty string, or what is wrong and at which byte.
  static std::string parse(const std::string& text, Json* out);

  /// Compact text; numbers with 15 significant digits, as Mesos 0.24.0 prints them.
  std::string dump() const;

  bool isNull() const { return kind == Null; }
  bool isObject() const { return kind == Object; }
  bool isArray() const { return kind == Array; }

  /// Whether an object has `key` (false for other kinds).
  bool has(const std::string& key) const;

  /// Member `key`, or a null value.
  const Json& get(const std::string& key) const;

  /// Member `key` as text ("" when absent or of another kind).
  const std::string& str(const std::string& key) const;

  /// Member `key` as a number, or `fallback`.
  double num(const std::string& key, double fallback = 0) const;

  /// Member `key` as a boolean, or `fallback`.
  bool flag(const std::string& key, bool fallback = false) const;

  /// Member `key`, created when absent; turns a null value into an object.
  Json& operator[](const std::string& key);

  /// Sets a member; returns *this, so that literals can be chained.
  Json& set(const std::string& key, const Json& value);

  /// Appends to an array (a null value becomes an array).
  void push(const Json& value);

  /// Removes a member, if there.
  void erase(const std::string& key);

  /// Same kind and content; the order of members does not matter.
  bool operator==(const Json& other) const;
  bool operator!=(const Json& other) const { return !(*this == other); }

  Kind kind;
  bool boolean;
  double number;
  std::string text;
  std::vector<std::string> keys;  ///< names of an object's members, beside `items`
  std::vector<Json> items;        ///< members of an object or elements of an array

 private:
  void write(std::string* out) const;
};

/// `text` as a JSON string literal, with quotes.
std::string quoteJson(const std::string& text);

}  // namespace standin

#endif
