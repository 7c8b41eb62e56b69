"""Comparison of an answer with a recorded one: the same keys, the same kinds of values, at every depth."""


def kind(value):
    """Name of a JSON kind; whole and fractional numbers are one kind."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    return {str: "string", list: "array", dict: "object", type(None): "null"}[type(value)]


def differences(recorded, found, path="", ignored=()):
    """What differs, as a list of texts. `ignored`: paths that may differ, such as flags that only one side sets.

    An array's elements are compared with the first recorded one; an empty array matches any.
    """
    if path in ignored:
        return []
    if kind(recorded) != kind(found):
        return [f"{path}: recorded {kind(recorded)}, found {kind(found)}"]
    if isinstance(recorded, dict):
        out = [f"{path}/{key}: recorded, not found" for key in recorded if key not in found and f"{path}/{key}" not in ignored]
        out += [f"{path}/{key}: found, not recorded" for key in found if key not in recorded and f"{path}/{key}" not in ignored]
        for key in recorded:
            if key in found:
                out += differences(recorded[key], found[key], f"{path}/{key}", ignored)
        return out
    if isinstance(recorded, list) and recorded:
        return [text for item in found for text in differences(recorded[0], item, f"{path}[]", ignored)]
    return []
