# Keys for the suite `sign`. Sourced by it.
# shellcheck shell=bash

# new_key NAME KIND USAGE [EXPIRES [PASSPHRASE]]: a key in $GNUPGHOME, NAME@example.invalid.
new_key() {
    gpg -q --batch --pinentry-mode loopback --passphrase "${5:-}" --quick-gen-key "$1@example.invalid" "$2" "$3" \
        "${4:-never}" 2>>gpg.log || fail "no key $1: $(cat gpg.log)"
}

fingerprint() {
    gpg --batch --with-colons --list-keys "$1@example.invalid" 2>/dev/null | awk -F: '$1 == "fpr" && !n++ { print $10 }'
}

# Keys of all kinds, in $GNUPGHOME.
make_keys() {
    echo 's2k-count 65536' >"$GNUPGHOME/gpg-agent.conf" # else the agent measures the machine for seconds
    new_key site rsa2048 sign
    new_key elliptic ed25519 sign
    new_key dsa dsa2048 sign
    new_key subkey rsa2048 cert,sign
    gpg -q --batch --passphrase '' --quick-add-key "$(fingerprint subkey)" rsa2048 sign never 2>>gpg.log
    new_key locked rsa2048 sign never 'open sesame'
    gpg -q --batch --faked-system-time '20200101T000000!' --passphrase '' --quick-gen-key expired@example.invalid rsa2048 \
        sign 1d 2>>gpg.log
    new_key revoked rsa2048 sign
    sed 's/^:---/---/' "$GNUPGHOME/openpgp-revocs.d/$(fingerprint revoked).rev" >revocation
    gpg -q --batch --import revocation 2>>gpg.log
    new_key public rsa2048 sign
    gpg -q --batch --yes --delete-secret-keys "$(fingerprint public)" 2>>gpg.log
    gpgconf --kill all
}

# An empty $GNUPGHOME of the test. The agent's socket is in it: its name must not be long.
empty_keyring() {
    command -v gpg >/dev/null || skip "gpg is not installed"
    GNUPGHOME=$(mktemp -d /tmp/cal-pkg-gpg-XXXXXX)
    export GNUPGHOME
    trap 'gpgconf --kill all; rm -rf "$GNUPGHOME"' EXIT
}

# The same with all keys, which the first test has made.
keyring() {
    empty_keyring
    if [ -d "${fixtures:?}/gnupg" ]; then
        cp -a "$fixtures/gnupg/." "$GNUPGHOME"
        return
    fi
    make_keys
    cp -a "$GNUPGHOME" "$fixtures/gnupg.$$"
    mv -T "$fixtures/gnupg.$$" "$fixtures/gnupg" 2>/dev/null || rm -rf "$fixtures/gnupg.$$"
}
