#pragma once

namespace calpkg::xml {

/// Has libxml2 set itself up, before anything else is asked of it. By itself it does so when it is used first, and not
/// for several threads at once (xmlInitParser's documentation).
void require_library();

} // namespace calpkg::xml
