"""What Koji, mock and createrepo_c read of a published repository, held against what the files say.

usage: read.py REPOSITORY CREATEREPO_C WORK
REPOSITORY is what a build has published (OUT/TARGET), CREATEREPO_C the program, WORK an empty directory. Needs
python3-rpm and the modules koji and createrepo_c; mock's are tried where PYTHONPATH has them. Prints a line a reader;
exits with 1 when one of them found something else than it should.
"""

import gzip
import hashlib
import importlib.util
import os
import struct
import subprocess
import sys

import createrepo_c
import koji
import rpm

# As koji's hub asks for when a build is imported (import_rpm, CG_Importer and the builder's own check).
KOJI_FIELDS = ("name", "version", "release", "epoch", "arch", "sourcepackage", "sourcerpm", "buildtime", "size",
               "sigmd5", "excludearch", "exclusivearch", "summary", "description",
               "license", "requirename", "requireversion", "requireflags", "basenames", "dirnames", "dirindexes",
               "filesizes", "filemtimes", "changelogtext")


def packages_in(repository):
    """The published packages: binary ones, then source packages."""
    binary, source = [], []
    for directory, _, names in os.walk(repository):
        if os.path.relpath(directory, repository).startswith("logs"):
            continue
        for name in sorted(names):
            if name.endswith(".src.rpm"):
                source.append(os.path.join(directory, name))
            elif name.endswith(".rpm"):
                binary.append(os.path.join(directory, name))
    return sorted(binary), sorted(source)


class Bytes:
    """A package as bytes, without librpm."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.all = file.read()
        signature_end = self._end_of(96)
        self.header = (signature_end + 7) // 8 * 8
        self.payload = self._end_of(self.header)

    def _end_of(self, at):
        entries, data = struct.unpack(">II", self.all[at + 8:at + 16])
        return at + 16 + 16 * entries + data


def require(condition, *words):
    if not condition:
        raise AssertionError(" ".join(str(word) for word in words))


def unpacked_size(path):
    with subprocess.Popen(["rpm2cpio", path], stdout=subprocess.PIPE) as process:
        size = sum(len(block) for block in iter(lambda: process.stdout.read(1 << 20), b""))
    require(process.returncode == 0, "rpm2cpio", path)
    return size


def koji_reads(path, source_names):
    koji.check_rpm_file(path)
    raw = Bytes(path)
    fields = koji.get_header_fields(path, KOJI_FIELDS, src_arch=True)
    name = "%(name)s-%(version)s-%(release)s.%(arch)s.rpm" % fields
    require(name == os.path.basename(path), "koji calls it", name)
    if fields["sourcepackage"]:
        require(fields["arch"] == "src" and not fields["sourcerpm"], "is no source package to koji")
    else:
        require(fields["sourcerpm"] in source_names, "koji looks for the source package", fields["sourcerpm"])
    header = koji.get_rpm_header(path)
    require(koji.get_rpm_ident(header) == hashlib.md5(raw.all[raw.header:]).hexdigest(), "koji's id is another")
    require(koji.get_header_field(header, "sigsize") == len(raw.all) - raw.header, "SIGSIZE is another")
    require(koji.get_header_field(header, "archivesize") == unpacked_size(path), "ARCHIVESIZE is another")
    koji.get_header_fields(header)  # each one that there is
    # What it reads without librpm, when signatures are put in.
    own = koji.RawHeader(koji.rip_rpm_hdr(path), decode=True)
    require(own.get(rpm.RPMTAG_NAME) == fields["name"], "its own reader finds another name")
    signature = koji.rip_rpm_sighdr(path)
    require(koji.get_sighdr_key(signature) is None, "koji finds a signature")
    copy = koji.splice_rpm_sighdr(signature, path)
    try:
        with open(copy, "rb") as file:
            require(file.read() == raw.all, "with its own signature header it is another file")
    finally:
        os.remove(copy)


def mock_reads(binary, source):
    from mockbuild import exception, util
    headers = list(util.yieldSrpmHeaders(source))
    for path, header in zip(source, headers):
        name, epoch, version, release, _ = util.getNEVRA(header)
        called = f"{name}-{version}-{release}.src.rpm"
        require(called == os.path.basename(path) and epoch == 0, "mock calls", path, called)
        requires = [str(one) for one in header[rpm.RPMTAG_REQUIRES]]
        require("rpmlib(DynamicBuildRequires)" not in requires, path, "has requirements to be generated")
        listed = subprocess.run(["rpm", "-qpl", path], stdout=subprocess.PIPE, check=True).stdout.decode().split("\n")
        require(sum(line.rstrip().endswith(".spec") for line in listed) == 1, path, "has not one spec")
    for path in binary:
        try:
            util.checkSrpmHeaders([path])
        except exception.Error:
            continue
        raise AssertionError(path + " is a source package to mock")


def metadata_of(directory):
    """The XML of a repository by its kind."""
    repomd = createrepo_c.Repomd(os.path.join(directory, "repodata/repomd.xml"))
    found = {}
    for record in repomd.records:
        path = os.path.join(directory, record.location_href)
        if record.type in ("primary", "filelists", "other"):
            with gzip.open(path) as file:
                found[record.type] = file.read()
    require(sorted(found) == ["filelists", "other", "primary"], directory, "has", sorted(found))
    return found


def createrepo_makes(program, directory, packages, work):
    with open(os.path.join(work, "list"), "w", encoding="utf-8") as file:
        file.writelines(os.path.relpath(path, directory) + "\n" for path in packages)
    subprocess.run([program, "--quiet", "--no-database", "--general-compress-type=gz", "--checksum=sha256",
                    "--unique-md-filenames", "--changelog-limit=10", "--workers=1", "--error-exit-val",
                    "--pkglist=" + file.name, "--outputdir=" + work, directory], check=True)
    made = metadata_of(work)
    for kind, published in metadata_of(directory).items():
        require(made[kind] == published, kind, "differs from the published one")


def plain(attribute, value):
    """Without what only one of the two readers has: digests of files, and how it says that there is nothing."""
    if attribute == "files":
        return [tuple(part or None for part in file[:3]) for file in value]
    return value or None


def createrepo_reads(directory, packages):
    """The library's own reader of packages against what it reads in the index."""
    repomd = createrepo_c.Repomd(os.path.join(directory, "repodata/repomd.xml"))
    paths = {record.type: os.path.join(directory, record.location_href) for record in repomd.records}
    listed = {package.location_href: package for package in createrepo_c.PackageIterator(
        primary_path=paths["primary"], filelists_path=paths["filelists"], other_path=paths["other"])}
    require(len(listed) == len(packages), directory, "lists", len(listed), "of", len(packages))
    for path in packages:
        href = os.path.relpath(path, directory)
        own = createrepo_c.package_from_rpm(path, location_href=href, changelog_limit=10)
        raw = Bytes(path)
        for attribute in ("name", "epoch", "version", "release", "arch", "pkgId", "summary", "description",
                          "time_build", "rpm_license", "rpm_sourcerpm", "rpm_header_start", "rpm_header_end",
                          "size_package", "size_installed", "size_archive", "requires", "provides", "conflicts",
                          "obsoletes", "files", "changelogs"):
            here, there = (plain(attribute, getattr(package, attribute)) for package in (own, listed[href]))
            require(here == there, href, attribute, "is another in the index")
        require((own.rpm_header_start, own.rpm_header_end) == (raw.header, raw.payload), href, "range of the header")
        require(own.size_archive == unpacked_size(path), href, "size_archive")


def main():
    repository, program, work = sys.argv[1:]
    binary, source = packages_in(repository)
    source_names = {os.path.basename(path) for path in source}
    sources = os.path.join(repository, "SRPMS")
    failures = 0

    def tried(reader, action, *arguments):
        nonlocal failures
        try:
            action(*arguments)
        except Exception as error:
            failures += 1
            print(f"FAILED  {reader}: {type(error).__name__}: {error}")
        else:
            print(f"ok      {reader}")

    for path in binary + source:
        tried(f"koji {koji.__version__} {os.path.basename(path)}", koji_reads, path, source_names)
    if importlib.util.find_spec("mockbuild"):
        tried(f"mock, {len(source)} source packages", mock_reads, binary, source)
    else:
        print("skipped mock: no clone of it was given")
    for kind, directory, packages in (("binary", repository, binary), ("source", sources, source)):
        place = os.path.join(work, kind)
        os.makedirs(place)
        tried(f"createrepo_c {createrepo_c.VERSION} as a program, {kind}", createrepo_makes, program, directory,
              packages, place)
        tried(f"createrepo_c {createrepo_c.VERSION} as a library, {kind}", createrepo_reads, directory, packages)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
