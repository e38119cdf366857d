#include "lib/doctor/firewall.hpp"
#include "lib/report/text.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <vector>

namespace calpkg::doctor {

namespace {

constexpr int kDeepest = 16; // chains that call each other

/// A rule of the table "filter".
struct Rule {
    bool certain = true;  ///< nothing in it but what is read here
    bool matches = true;  ///< a new TCP connection from another machine, to this port
    bool sources = false; ///< … from some addresses only
    std::string target;
};

struct Chain {
    std::string policy;
    std::vector<std::vector<std::string>> rules; ///< words
};

/// Whether "80", "4505:4506" or a list of them has the port.
bool has_port(const std::string& ports, unsigned port) {
    for (const std::string& range : report::split(ports, ',')) {
        unsigned first = 0, last = 0;
        const char* const end = range.data() + range.size();
        const auto begin = std::from_chars(range.data(), end, first);
        last = first;
        if (begin.ptr != end && *begin.ptr == ':') std::from_chars(begin.ptr + 1, end, last);
        if (first <= port && port <= last) return true;
    }
    return false;
}

Rule read_rule(const std::vector<std::string>& words, unsigned port) {
    Rule rule;
    for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
        const std::string &word = words[i], &value = words[i + 1];
        if (word == "-p" || word == "--protocol")
            rule.matches = rule.matches && (value == "tcp" || value == "6" || value == "all");
        else if (word == "--dport" || word == "--dports" || word == "--destination-port" ||
                 word == "--destination-ports")
            rule.matches = rule.matches && has_port(value, port);
        else if (word == "--state" || word == "--ctstate")
            rule.matches = rule.matches && value.find("NEW") != std::string::npos;
        else if (word == "-i" || word == "--in-interface")
            rule.matches = rule.matches && value != "lo";
        else if (word == "-s" || word == "--source")
            rule.sources = rule.sources || value != "0.0.0.0/0";
        else if (word == "-j" || word == "--jump" || word == "-g" || word == "--goto")
            rule.target = value;
        else if (word == "--comment" || word == "--reject-with" || word == "-m" ||
                 word == "--match")
            continue;
        else {
            rule.certain = false;
            if (word == "!" || !word.starts_with("-") || word == "--syn") --i; // one word, not two
        }
    }
    return rule;
}

/// The words of a line; what stands between double quotes, such as a comment, is within one.
std::vector<std::string> words_of(const std::string& line) {
    std::vector<std::string> words{""};
    bool quoted = false;
    for (const char letter : line) {
        if (letter == '"') quoted = !quoted;
        if (letter == ' ' && !quoted)
            words.emplace_back();
        else
            words.back() += letter;
    }
    std::erase(words, "");
    return words;
}

std::map<std::string, Chain> read_filter(std::string_view text) {
    std::map<std::string, Chain> chains;
    bool filter = false;
    for (const std::string& line : report::lines_of(text)) {
        if (line.starts_with("*")) filter = line == "*filter";
        const std::vector<std::string> words = words_of(line);
        if (!filter || words.size() < 2) continue;
        if (words[0].starts_with(":")) chains[words[0].substr(1)].policy = words[1];
        if (words[0] == "-A") chains[words[1]].rules.emplace_back(words.begin() + 2, words.end());
    }
    return chains;
}

enum class Verdict { in, out, none };

Verdict walk(const std::map<std::string, Chain>& chains, const std::string& name, unsigned port,
             int depth) {
    const auto chain = chains.find(name);
    if (chain == chains.end() || depth > kDeepest) return Verdict::none;
    for (const std::vector<std::string>& words : chain->second.rules) {
        const Rule rule = read_rule(words, port);
        if (!rule.matches) continue;
        const bool whole = rule.certain && !rule.sources;
        if (rule.target == "ACCEPT") return Verdict::in;
        if (whole && (rule.target == "DROP" || rule.target == "REJECT")) return Verdict::out;
        if (whole && rule.target == "RETURN") return Verdict::none;
        const Verdict below = walk(chains, rule.target, port, depth + 1);
        if (below == Verdict::in || (below == Verdict::out && whole)) return below;
    }
    const std::string& policy = chain->second.policy;
    return policy == "DROP" || policy == "REJECT" ? Verdict::out
           : policy == "ACCEPT"                   ? Verdict::in
                                                  : Verdict::none;
}

} // namespace

bool iptables_lets_in(std::string_view rules, unsigned port) {
    return walk(read_filter(rules), "INPUT", port, 0) != Verdict::out;
}

} // namespace calpkg::doctor
