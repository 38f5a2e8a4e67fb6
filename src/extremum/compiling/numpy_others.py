"""Helpers of code for products of all entries but one or two: by running products, or by loops."""

from __future__ import annotations

OTHERS: dict[str, str] = {
    "others": '''
def others(v):
    """Of each entry the product of the other ones: of those before it and those behind."""
    before = np.concatenate((np.ones_like(v[:1]), np.cumprod(v)[:-1]))
    behind = np.concatenate((np.ones_like(v[:1]), np.cumprod(v[::-1])[:-1]))[::-1]
    return before * behind
''',
    "otherpairs": '''
def otherpairs(v):
    """Of each pair of entries the product of the other ones, 0 where they are one."""
    own = np.eye(len(v), dtype=bool)
    columns = np.where(own, 1.0, v[:, None])
    ones = np.ones_like(columns[:1])
    before = np.concatenate((ones, np.cumprod(columns, axis=0)[:-1]))
    behind = np.concatenate((ones, np.cumprod(columns[::-1], axis=0)[:-1]))[::-1]
    return np.where(own, 0.0, before * behind)
''',
}

OTHERS_BY_LOOPS: dict[str, str] = {
    "others": '''
def others(v):
    """Of each entry the product of the other ones: of those before it and those behind."""
    found = np.ones(len(v))
    before = behind = 1.0
    for i in range(len(v)):
        found[i] *= before
        found[-1 - i] *= behind
        before *= v[i]
        behind *= v[-1 - i]
    return found
''',
    "otherpairs": '''
def otherpairs(v):
    """Of each pair of entries the product of the other ones, 0 where they are one."""
    found = np.zeros((len(v), len(v)))
    for i in range(len(v)):
        for j in range(i):
            product = 1.0
            for k in range(len(v)):
                product *= 1.0 if k == i or k == j else v[k]
            found[i, j] = found[j, i] = product
    return found
''',
}
