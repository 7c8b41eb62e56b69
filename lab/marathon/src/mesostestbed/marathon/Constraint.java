package mesostestbed.marathon;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.json.JSONArray;

/**
 * A placement constraint: [field, operator] or [field, operator, value]. The field is hostname or an attribute of the
 * slave. Marathon 0.11's UNIQUE, CLUSTER, LIKE and UNLIKE (docs/constraints.md); its GROUP_BY is not in the stand-in.
 */
final class Constraint {
  private final String field;
  private final String operator;
  private final String value;

  private Constraint(String field, String operator, String value) {
    this.field = field;
    this.operator = operator;
    this.value = value;
  }

  /**
   * Reads one constraint of an app; what is wrong goes to faults.
   *
   * @return null when something is wrong
   */
  static Constraint parse(Object json, List<String> faults) {
    JSONArray words = json instanceof JSONArray ? (JSONArray) json : new JSONArray();
    for (int i = 0; i < words.length(); i++) {
      if (!(words.get(i) instanceof String)) {
        words = new JSONArray();
      }
    }
    if (words.length() < 2 || words.length() > 3) {
      faults.add("constraints: " + json + " is not a list of two or three strings");
      return null;
    }
    Constraint constraint = new Constraint(words.getString(0), words.getString(1), words.optString(2, ""));
    String fault = constraint.fault();
    if (fault != null) {
      faults.add("constraints: " + json + ": " + fault);
      return null;
    }
    return constraint;
  }

  private String fault() {
    switch (operator) {
      case "UNIQUE":
        // An empty value is how older clients say "none" (rest-api.md's own example).
        return value.isEmpty() ? null : "UNIQUE takes no value";
      case "CLUSTER":
        return null;
      case "LIKE":
      case "UNLIKE":
        if (value.isEmpty()) {
          return operator + " needs a regular expression";
        }
        try {
          Pattern.compile(value);
          return null;
        } catch (PatternSyntaxException wrong) {
          return "'" + value + "' is not a regular expression";
        }
      default:
        return "the operator '" + operator
            + "' is not one of UNIQUE, CLUSTER, LIKE, UNLIKE (the stand-in has no GROUP_BY)";
    }
  }

  /**
   * Whether a further task may go to an offer's slave.
   *
   * @param place where it would go
   * @param others where the app's tasks are now
   */
  boolean allows(Place place, Collection<Place> others) {
    String found = place.value(field);
    if (found == null) {
      return operator.equals("UNLIKE");
    }
    switch (operator) {
      case "UNIQUE":
        return others.stream().noneMatch(other -> found.equals(other.value(field)));
      case "CLUSTER":
        return value.isEmpty()
            ? others.stream().allMatch(other -> found.equals(other.value(field)))
            : found.equals(value);
      case "LIKE":
        return found.matches(value);
      default:
        return !found.matches(value);
    }
  }
}
