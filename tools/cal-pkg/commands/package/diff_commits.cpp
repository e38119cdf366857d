#include "cal-pkg/commands/package/diff_commits.hpp"

#include "lib/compare/plans/plans.hpp"
#include "lib/report/error.hpp"

#include <algorithm>

namespace calpkg::commands {

namespace {

bool is_of(const layout::Layout& layout, const std::filesystem::path& tree) {
    return layout.has_checkout() && std::ranges::all_of(layout.marks, [&](const auto& mark) {
               return std::filesystem::exists(tree / mark);
           });
}

/// The component that a tree is a checkout of.
std::string component_of(const cli::Inputs& inputs, const compare::CommitTree& tree,
                         const compare::CommitName& name) {
    for (const std::string& component : inputs.catalog().component_names())
        if (is_of(inputs.catalog().layout(component), tree.path())) return component;
    throw report::Error(name.checkout.string() + "@" + name.commit,
                        "is not a checkout of a component", "name one that 'cal-pkg plan' plans");
}

plan::Plan plan_of(const cli::Inputs& inputs, const compare::CommitTree& tree,
                   const std::string& component) {
    plan::Request request;
    request.component = component;
    request.checkout = tree.path();
    return plan::make(inputs.catalog(), inputs.target(), request);
}

} // namespace

compare::Comparison compare_commits(const cli::Inputs& inputs, const compare::CommitName& before,
                                    const compare::CommitName& after) {
    const compare::CommitTree old_tree(before), new_tree(after);
    const std::string component = component_of(inputs, old_tree, before);
    if (component_of(inputs, new_tree, after) != component)
        throw report::Error(after.checkout.string() + "@" + after.commit,
                            "is not a checkout of " + component,
                            "compare commits of one repository");
    compare::Comparison found{before.checkout.string() + "@" + before.commit,
                              after.checkout.string() + "@" + after.commit,
                              {},
                              {}};
    found.packages.push_back(compare::compare_plans(plan_of(inputs, old_tree, component),
                                                    plan_of(inputs, new_tree, component)));
    return found;
}

} // namespace calpkg::commands
