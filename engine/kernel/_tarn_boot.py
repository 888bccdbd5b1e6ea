"""Started by the host in the user's interpreter:  python _tarn_boot.py DESCRIPTOR DIRECTORY-OF-THE-EXTENSION [DESCRIPTOR FOR CHECKPOINTS]

Must parse on any Python, to say that it is too old: READY, which _tarn sends otherwise, written by hand.
"""
import sys

if sys.version_info < (3, 9):
    import os
    import struct

    version = ("%d.%d.%d" % tuple(sys.version_info[:3])).encode()
    fields = struct.pack("<IqI", 100, 0, len(version)) + version + struct.pack("<Iq", 0, os.getpid())
    os.write(int(sys.argv[1]), struct.pack("<I", len(fields)) + fields)
    os._exit(0)

directory = __file__.rpartition("/")[0]
sys.path[:] = [sys.argv[2], directory] + [each for each in sys.path if each not in (directory, sys.argv[2])]
import _tarn

if sys.argv[2] != directory:
    del sys.path[0]
_tarn.serve(int(sys.argv[1]), *map(int, sys.argv[3:]))
