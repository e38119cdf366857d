#!/usr/bin/env python3
"""usage: trees.py golden TABLE CHECKOUT | trees.py large CHECKOUT | trees.py many CHECKOUT
       trees.py huge [GIBIBYTES] CHECKOUT | trees.py venv DIRECTORY [MODULES]

Writes the dist trees, or the virtualenv, that tests/bench/run packs: the same bytes at every run, as
compressible as what they stand for. Text is made of invented words, fonts and images are noise. Scripts, styles and the
rest have the form of what they stand for, since cal-pkg looks.
"""
import itertools
import os
import random
import sys

APPS = ("admin", "dashboard", "login", "manage")
NOISE = ("png", "gif", "jpg", "ico", "woff", "eot", "otf", "ttf")
LETTERS = "eeeeetttaaaooiinnsshhrrddlluuccmmffwwyyggppbbvvkkxxjjqqzzTACSEMDLPRNI"
MARKS = ("(", ")", " {\n", ";\n", ", ", " = ", ".", ": ", "' + '", " => ", "[0]", "\n    ", "}\n",
         " ")
# What may stand behind an expression of JavaScript; the form of a rule of CSS.
SUFFIXES = (".%s", "(%s)", "[%s]", "('%s')", " + %s", " ? %s : this", " || {%s: 0}", "(function () {return %s;})")
STATEMENTS = ("%s = %s\n", "%s(%s)\n", "def %s(%s):\n    pass\n", "%s = [%s, 'text']\n", "%s.%s = 0\n")
RULES = (".%s {color: %s;}", "#%s, .x {margin: 0 %s;}", "a.%s:hover {content: '%s';}")
# How an image or font begins and ends.
FRAMES = {"png": (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"), "gif": (b"GIF89a", b";"),
          "jpg": (b"\xff\xd8\xff", b"\xff\xd9"),
          "ico": (b"\0\0\1\0", b""), "woff": (b"wOFF", b""), "ttf": (b"\0\1\0\0", b""), "otf": (b"OTTO", b""),
          "svg": (b"<svg>", b"</svg>"), "json": (b"[\"", b"\"]")}
# Of bower components, a hundred files.
KINDS = ["js"] * 45 + ["html"] * 25 + ["txt"] * 15 + ["json"] * 5 + ["md"] * 4 + ["css"] * 3
KINDS += ["png"] * 2 + ["woff"]
MODULE_TIME = 1400000000
CONFIG = b'{ "offline": false, "graphite-host": "/graphite" }\n'


class Content:
    """Endless pseudo-text and noise. gzip -6 makes the text 4.1 times smaller (scripts 5.5) at 51 MB/s, gzip -9
    at 30 MB/s; upstream's bower components become 3.9 times smaller at 59 and 25 MB/s."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        words = [self.word() for _ in range(20000)]
        # Few are frequent, most are rare.
        weights = list(itertools.accumulate((rank + 2) ** -0.7 for rank in range(len(words))))
        self.lines = [self.line(words, weights) for _ in range(20000)]
        names = [word.capitalize() for word in words]  # no keywords
        self.code = {"js": [self.statement(names, weights) for _ in range(20000)],
                     "css": [self.rule(names, weights) for _ in range(20000)],
                     "py": [self.definition(names, weights) for _ in range(20000)]}

    def word(self):
        return "".join(self.random.choices(LETTERS, k=self.random.randint(2, 10)))

    def line(self, words, weights):
        chosen = self.random.choices(words, cum_weights=weights, k=self.random.randint(1, 9))
        code = "".join(word + self.random.choice(MARKS) for word in chosen)
        return b"\t" * self.random.randint(0, 3) + code.encode() + b"\n"

    def statement(self, names, weights):
        first, *others = self.random.choices(names, cum_weights=weights, k=self.random.randint(2, 9))
        suffixes = "".join(self.random.choice(SUFFIXES) % name for name in others)
        return b"\t" * self.random.randint(0, 3) + (first + suffixes + ";\n").encode()

    def definition(self, names, weights):
        return (self.random.choice(STATEMENTS) % tuple(self.random.choices(names, cum_weights=weights, k=2))).encode()

    def rule(self, names, weights):
        return (self.random.choice(RULES) % tuple(self.random.choices(names, cum_weights=weights, k=2)) + "\n").encode()

    def passage(self, written, lines):
        """Some lines: new ones, or now and then some that stand above, as in code."""
        if len(written) <= 24 or self.random.random() >= 0.12:
            return [self.random.choice(lines)]
        begin = self.random.randrange(max(0, len(written) - 400), len(written))
        return written[begin:begin + self.random.randint(1, 24)]

    def text(self, size, lines=None):
        written, length = [], 0
        while length < size:
            passage = self.passage(written, lines or self.lines)
            written += passage
            length += sum(map(len, passage))
        text = b"".join(written)[:size]
        return text[:text.rfind(b"\n") + 1].ljust(size) if lines else text

    def noise(self, size):
        return self.random.randbytes(size)

    def of(self, name, size):
        kind = name.rpartition(".")[2]
        begin, end = FRAMES.get(kind, (b"", b""))
        inner = max(0, size - len(begin) - len(end))
        if kind == "json":
            return begin + self.word().encode().ljust(inner)[:inner] + end
        return begin + (self.noise(inner) if kind in NOISE else self.text(inner, self.code.get(kind))) + end


def write(path, blocks, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        for block in blocks:
            file.write(block)
    os.chmod(path, mode)


def page(files, size=0):
    """An index.html that refers to files of its app, as a built one does."""
    tags = ['<link rel="stylesheet" href="%s">' % name for name in files if name.endswith(".css")]
    tags += ['<script src="%s"></script>' % name for name in files if name.endswith(".js")]
    return ("<!doctype html><html><head>%s</head></html>\n" % "".join(tags)).encode().ljust(size)


def golden(table, checkout):
    """Names and sizes of a real build's four apps."""
    content = Content(1)
    with open(table, encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines if not line.startswith("#")]
    for app, name, size, mode in rows:
        if name == "index.html":
            neighbours = [n for a, n, s, _ in rows if a == app and n.count("/") == 1 and s != "0"]
            data = page(neighbours, int(size))
        elif name.endswith("config.json"):
            data = CONFIG
        else:
            data = content.of(name, int(size))
        write(os.path.join(checkout, app, "dist", name), [data], int(mode, 8))


def library_files(content, count, size):
    """Names and sizes of `count` files of bower components: `size` bytes, many small and few large."""
    shares = [min(content.random.lognormvariate(0, 2.1), 500) for _ in range(count)]
    for number, share in enumerate(shares):
        folder = content.random.choice(("js", "dist", "lang/unit", "lib", "themes/more"))
        kind = content.random.choice(KINDS)
        name = "bower_components/library-%02d/%s/file-%04d.%s" % (number % 40, folder, number, kind)
        yield name, int(size * share / sum(shares))


def app_frame(checkout, app, content):
    """What every app has beside its libraries."""
    top = os.path.join(checkout, app, "dist")
    write(os.path.join(top, "index.html"), [page(["styles/main.css", "scripts/main.js"])])
    write(os.path.join(top, ".htaccess"), [content.text(20000)])
    write(os.path.join(top, "styles/main.css"), [content.of("main.css", 100000)])
    write(os.path.join(top, "scripts/main.js"), [content.of("main.js", 400000)])
    if app == "dashboard":
        write(os.path.join(top, "scripts/config.json"), [CONFIG])
    return top


def large(checkout):
    """An un-minified dist with its bower_components: 5,800 files, 100 MB."""
    content = Content(2)
    for app in APPS:
        top = app_frame(checkout, app, content)
        for name, size in library_files(content, 1447, 24_500_000):
            write(os.path.join(top, name), [content.of(name, size)])


def many(checkout):
    """100,000 small files, 50 MB."""
    content = Content(4)
    for app in APPS:
        top = app_frame(checkout, app, content)
        for name, size in library_files(content, 25_000, 7_500_000):
            write(os.path.join(top, name), [content.of(name, size + 200)])  # none is empty


def huge(*arguments):
    """1 GiB, or that many: four files, and 224 MiB of small ones."""
    *gibibytes, checkout = arguments
    blocks_each = 256 * int(gibibytes[0] if gibibytes else 1) - 56
    content = Content(3)
    mebibyte = content.text(1 << 20)
    for app in APPS:
        top = app_frame(checkout, app, content)
        blocks = (content.noise(1 << 18) + mebibyte[1 << 18:] for _ in range(blocks_each))
        write(os.path.join(top, "data/large.js"), blocks)
        for name, size in library_files(content, 1000, 56 << 20):
            write(os.path.join(top, name), [content.of(name, size)])


def venv(top, modules="1480"):
    """A virtualenv of the server: modules with their bytecode, some libraries. As it is 3,000 files, 45 MB; the one
    of calamari 1.5.7 has three times as many and is twice as large."""
    content = Content(6)
    write(os.path.join(top, "bin/python"), [content.noise(1 << 20)], 0o755)
    site = os.path.join(top, "lib/python2.6/site-packages")
    for number in range(int(modules)):
        name = os.path.join(site, "package_%02d/module_%04d.py" % (number % 37, number))
        text = b"#\n" + content.text(int(min(content.random.lognormvariate(8.6, 1.1), 200000)), content.code["py"])
        write(name, [text])
        os.utime(name, (MODULE_TIME, MODULE_TIME))
        write(name + "c", [b"\xd1\xf2\r\n", MODULE_TIME.to_bytes(4, "little"), text])
    for number in range(40):
        write(os.path.join(site, "library_%02d.dat" % number), [content.noise(100_000), content.text(250_000)])


def main(arguments):
    scenarios = {"golden": (golden, 2, 2), "large": (large, 1, 1), "many": (many, 1, 1), "huge": (huge, 1, 2),
                 "venv": (venv, 1, 2)}
    make, least, most = scenarios.get(arguments[0] if arguments else "", (None, 1, 0))
    if not least <= len(arguments) - 1 <= most:
        sys.exit(__doc__)
    make(*arguments[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
