#include "lib/sources/transfer_failure.hpp"
#include "support/support.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace calpkg;

namespace {

process::Result failed(const std::string& words) {
    process::Result result;
    result.exit_code = 128;
    result.err = words;
    return result;
}

std::string told(const std::string& words) {
    return sources::transfer_failure("https://ada:secret@example.org/x", failed(words)).what();
}

} // namespace

// What git 2.39 and its helpers say.
TEST_CASE("what git cannot do is told in words that say what to do") {
    CHECK(test::has(
        told("fatal: unable to access 'https://example.org/x/': Could not resolve host: "
             "example.org\n"),
        "https://ada:***@example.org/x: its host is not known here (git: unable to access"));
    CHECK(test::has(told("fatal: unable to access 'https://example.org/x/': Failed to connect to "
                         "example.org port 443 after "
                         "0 ms: Couldn't connect to server\n"),
                    "it cannot be reached"));
    CHECK(test::has(
        told("ssh: connect to host example.org port 22: Connection refused\nfatal: Could not "
             "read from remote "
             "repository.\n\nPlease make sure you have the correct access rights\nand the "
             "repository "
             "exists.\n"),
        "it cannot be reached (git: ssh: connect to host example.org port 22: Connection "
        "refused)"));
    CHECK(test::has(
        told("remote: Repository not found.\nfatal: repository 'https://example.org/x/' not "
             "found\n"),
        "there is no repository (git: repository 'https://example.org/x/' not found)"));
    CHECK(
        test::has(told("fatal: could not read Username for 'https://example.org': terminal prompts "
                       "disabled\n"),
                  "it does not let us in"));
    CHECK(test::has(
        told("fatal: git upload-pack: aborting due to possible repository corruption on the "
             "remote side.\n"
             "remote: fatal: unable to read 39b005432c3653013b33c21e741645764c414cc9        \n"
             "fatal: early EOF\nfatal: fetch-pack: invalid index-pack output\n"),
        "it lacks objects of its own commits"));
    CHECK(test::has(told("fatal: write error: No space left on device\nfatal: fetch-pack: invalid "
                         "index-pack output\n"),
                    "the disk is full"));
    CHECK(test::has(told("fatal: early EOF\nfatal: fetch-pack: invalid index-pack output\n"),
                    "was cut off"));
    CHECK(test::has(told("fatal: nobody has ever seen this\n"),
                    "git cannot fetch from it (git: nobody has ever seen this)"));
    CHECK(test::has(told(""), "git cannot fetch from it (git: exit code 128)"));
}

TEST_CASE("git's last words are neither its progress nor its advice, and tell no password") {
    CHECK(sources::last_words(
              failed("Receiving objects:  10%\rReceiving objects:  20%\rfatal: early EOF\n")) ==
          "early EOF");
    CHECK(sources::last_words(failed("fatal: no\nhint: do this\n  \n")) == "no");
    CHECK(sources::last_words(failed("fatal: unable to access 'https://a:b@c/': x\n")) ==
          "unable to access 'https://a:***@c/': x");
}

TEST_CASE("files in the way and another git's lock are told as what they are") {
    CHECK(test::has(sources::local_failure(
                        "/c", failed("error: The following untracked working tree files would be "
                                     "overwritten by checkout:\n\tnew\nPlease move or remove them "
                                     "before you switch branches.\nAborting\n"))
                        .what(),
                    "has files of its own in the place of the commit's"));
    CHECK(
        test::has(sources::local_failure(
                      "/c", failed("fatal: Unable to create '/c/.git/index.lock': File exists.\n\n"
                                   "Another git process seems to be running in this repository\n"))
                      .what(),
                  "another git works there, or was killed"));
}
