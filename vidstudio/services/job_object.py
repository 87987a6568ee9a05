"""Job objects, with which Windows holds processes together: limits, and one end for all of them."""

import ctypes
import sys
from ctypes import wintypes

assert sys.platform == "win32"  # noqa: S101 - tells mypy, too

_LIMITS = 9
"""JobObjectExtendedLimitInformation."""

_KILL_WITH_US, _MEMORY_OF_EACH, _SECONDS_OF_EACH, _NO_ERROR_BOX = 0x2000, 0x100, 0x2, 0x400
"""JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE, _PROCESS_MEMORY, _PROCESS_TIME and _DIE_ON_UNHANDLED_EXCEPTION."""

_MAY_HOLD = 0x101
"""PROCESS_TERMINATE and PROCESS_SET_QUOTA: what a process must be opened for to be put into a job."""

_SECOND = 10_000_000
"""Windows counts in tenths of microseconds."""


class _Basic(ctypes.Structure):
    _fields_ = (
        ("seconds_of_each", ctypes.c_int64),
        ("seconds_of_all", ctypes.c_int64),
        ("flags", wintypes.DWORD),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("most_processes", wintypes.DWORD),
        ("affinity", ctypes.c_size_t),
        ("priority", wintypes.DWORD),
        ("scheduling", wintypes.DWORD),
    )


class _Extended(ctypes.Structure):
    _fields_ = (
        ("basic", _Basic),
        ("io", ctypes.c_uint64 * 6),
        ("memory_of_each", ctypes.c_size_t),
        ("memory_of_all", ctypes.c_size_t),
        ("most_of_one_seen", ctypes.c_size_t),
        ("most_of_all_seen", ctypes.c_size_t),
    )


class _Memory(ctypes.Structure):
    _fields_ = (
        ("length", wintypes.DWORD),
        ("percent_in_use", wintypes.DWORD),
        ("total", ctypes.c_uint64),
        ("six_more", ctypes.c_uint64 * 6),
    )


_kernel = ctypes.WinDLL("kernel32", use_last_error=True)
_kernel.CreateJobObjectW.restype = wintypes.HANDLE
_kernel.CreateJobObjectW.argtypes = (wintypes.LPVOID, wintypes.LPCWSTR)
_kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, wintypes.LPVOID, wintypes.DWORD)
_kernel.OpenProcess.restype = wintypes.HANDLE
_kernel.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
_kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
_kernel.TerminateJobObject.argtypes = (wintypes.HANDLE, wintypes.UINT)
_kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
_kernel.GlobalMemoryStatusEx.argtypes = (ctypes.POINTER(_Memory),)


class Job:
    """Holds processes and all that they start; ends them when it is closed, and when its maker dies."""

    def __init__(self, *, memory: int, seconds: int = 0) -> None:
        """Each may have so many bytes, and so many seconds of a processor unless that is 0; raises ``OSError``."""
        self._handle = _kernel.CreateJobObjectW(None, None)
        if not self._handle:
            raise ctypes.WinError(ctypes.get_last_error())
        limits = _Extended(memory_of_each=memory)
        limits.basic.flags = _KILL_WITH_US | _MEMORY_OF_EACH | _NO_ERROR_BOX
        if seconds:
            limits.basic.flags |= _SECONDS_OF_EACH
            limits.basic.seconds_of_each = seconds * _SECOND
        if not _kernel.SetInformationJobObject(self._handle, _LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)):
            error = ctypes.WinError(ctypes.get_last_error())
            self.close()
            raise error

    def add(self, pid: int) -> None:
        """Take in a process; raises ``OSError``, as for one that has ended."""
        process = _kernel.OpenProcess(_MAY_HOLD, False, pid)
        if not process:
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            if not _kernel.AssignProcessToJobObject(self._handle, process):
                raise ctypes.WinError(ctypes.get_last_error())
        finally:
            _kernel.CloseHandle(process)

    def end(self) -> None:
        """End all that it holds, at once."""
        if self._handle:
            _kernel.TerminateJobObject(self._handle, 1)

    def close(self) -> None:
        """Let go of it, which ends what it holds still; a second call does nothing."""
        if self._handle:
            _kernel.CloseHandle(self._handle)
        self._handle = None


def memory_of_machine() -> int:
    """Bytes; raises ``OSError``."""
    seen = _Memory(length=ctypes.sizeof(_Memory))
    if not _kernel.GlobalMemoryStatusEx(ctypes.byref(seen)):
        raise ctypes.WinError(ctypes.get_last_error())
    return int(seen.total)
