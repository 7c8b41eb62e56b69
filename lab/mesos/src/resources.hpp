#ifndef STANDIN_RESOURCES_HPP
#define STANDIN_RESOURCES_HPP

#include "json.hpp"

namespace standin {

// Resources are JSON objects as in state.json: a scalar is a number ("mem" and "disk" in MiB), ranges are text
// ("[31000-32000, 33000-33010]"), a set is text ("{a, b}"). All belong to role "*".

/// Parses the text of --resources ("cpus:2;mem:2808;ports:[31000-32000]"). Returns an empty string or the fault.
std::string parseResources(const std::string& text, Json* out);

/// Parses the text of --attributes ("rack:r1;level:10"); numeric values become numbers, as in state.json.
std::string parseAttributes(const std::string& text, Json* out);

/// Checks resources that a scheduler sent: kinds and forms as above, no negative scalar.
std::string checkResources(const Json& resources);

Json addResources(const Json& a, const Json& b);

/// a - b; what becomes nothing disappears.
Json subtractResources(const Json& a, const Json& b);

/// Whether `whole` has at least all of `part`.
bool containsResources(const Json& whole, const Json& part);

/// "cpus(*):2; mem(*):2808; ports(*):[31000-32000]", the form of the logs.
std::string formatResources(const Json& resources);

/// With cpus, disk and mem always there, as state.json shows them.
Json showResources(const Json& resources);

/// The text form of protobuf of a SlaveInfo, printed when two of them differ.
std::string formatSlaveInfo(const Json& info);

}  // namespace standin

#endif
