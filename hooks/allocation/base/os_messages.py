"""Chinese messages for errors of the operating system, from one table."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

_REASONS = {
    errno.EACCES: "没有权限",
    errno.EBUSY: "正被占用",
    errno.EDQUOT: "磁盘配额用完了",
    errno.EEXIST: "已经有同名的",
    errno.EFBIG: "文件太大，系统不许写",
    errno.EIO: "磁盘读写出错",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ELOOP: "链接绕圈",
    errno.EMFILE: "打开的文件太多",
    errno.ENAMETOOLONG: "名称太长",
    errno.ENFILE: "打开的文件太多",
    errno.ENODEV: "磁盘不在了",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOMEM: "内存不够",
    errno.ENOSPC: "磁盘满了",
    errno.ENOTDIR: "不是文件夹",
    errno.ENOTEMPTY: "文件夹里有东西",
    errno.EPERM: "系统不许改：文件或文件夹被设为不可改，或不是这个账号的",
    errno.EROFS: "这里是只读的",
    errno.ESTALE: "网络磁盘断开过",
    errno.ETXTBSY: "正被占用",
    errno.EXDEV: "不在同一个磁盘上",
}

_REMEDIES = {
    errno.EACCES: "请用有权限的账号，或请管理员开权限",
    errno.EDQUOT: "请清出空间再运行一次",
    errno.ENOSPC: "请清出空间再运行一次",
    errno.EPERM: "请用 lsattr 看它的属性，用 chattr -i 解开，或用它的账号",
    errno.EROFS: "请在能写的拷贝上运行",
}


def reason(error: OSError) -> str:
    """Return the reason of an error; if the table lacks it, the system's own text."""
    return _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__


def remedy(error: OSError) -> str:
    """Return the remedy for an error."""
    return _REMEDIES.get(error.errno or 0, "请检查磁盘和权限，再运行一次")


def describe_os_error(error: OSError) -> str:
    """Return the path of an error, if it has one, and the reason."""
    path = error.filename2 or error.filename
    return f"{path}：{reason(error)}" if path else reason(error)


@contextmanager
def error_path(path: os.PathLike[str]) -> Iterator[None]:
    """Set the path of errors raised in the block: errors of descriptors and drafts lack it."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
