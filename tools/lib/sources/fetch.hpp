#pragma once

#include "lib/fs/shared_directory.hpp"
#include "lib/layout/catalog.hpp"
#include "lib/layout/line.hpp"
#include "lib/report/error.hpp"
#include "lib/sources/transfer.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace calpkg::sources {

/// The folder of archives beside the checkouts.
inline constexpr const char* kArchives = "archives";

/// What is to be fetched, from where, and who wants to know how it goes.
struct Order {
    layout::Line line;
    std::vector<std::string> components; ///< those of the line that are wanted
    bool archives = true;                ///< the line's archives, too
    std::string from;                    ///< see Origin
    bool incomplete = false;             ///< see Way
    Observer observer;
};

/// A checkout that is as the line says.
struct Fetched {
    enum class How { made, updated, there };

    std::string component;
    std::filesystem::path checkout;
    std::string commit;
    std::string describe;
    How how = How::there;
    std::string before; ///< of an updated one: what it stood on
};

struct Sources {
    std::vector<Fetched> checkouts;
    std::vector<std::filesystem::path> archives;
    std::vector<report::Error> errors; ///< why those that are missing could not be had
    std::shared_ptr<const fs::SharedDirectory> hold; ///< nobody changes them while this lives
};

/// Brings the checkouts of a line below `directory`, under the names that layouts know: new ones complete or not at
/// all, those that are there by update(). Where everything is there already nothing is fetched and no network is
/// needed. Two at once wait for each other. What cannot be had is told in the result, and others are fetched all the
/// same; what has been fetched of it stays, and the next run goes on there. Throws report::Error for what is wrong
/// with the order or the directory.
Sources fetch(const layout::Catalog& catalog, const Order& order,
              const std::filesystem::path& directory);

/// $XDG_CACHE_HOME/cal-pkg/sources/<line>, or below $HOME/.cache. Throws report::Error when neither is set.
std::filesystem::path cache_of(const layout::Line& line);

} // namespace calpkg::sources
