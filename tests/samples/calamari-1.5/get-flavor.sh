#!/bin/sh
# Whatever the build host may be, the sample says that it is Debian.
echo debian
