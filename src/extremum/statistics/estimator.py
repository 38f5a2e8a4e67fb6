"""``ex.Estimator``: an objective as an estimator of scikit-learn, for pipelines, cross-validation and searches."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.errors import ExtremumError, UnsupportedError
from extremum.algebra.node import Expr
from extremum.compiling.compiled import compile
from extremum.operations.operators import expression
from extremum.optimize.minimize import minimize

try:
    from sklearn.base import BaseEstimator
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.metrics import accuracy_score, r2_score
    from sklearn.utils import ClassifierTags, RegressorTags
    from sklearn.utils.metaestimators import available_if
    from sklearn.utils.multiclass import check_classification_targets
    from sklearn.utils.validation import check_is_fitted, column_or_1d, validate_data
except ImportError:
    raise UnsupportedError("ex.Estimator needs scikit-learn 1.6 or later; pip install scikit-learn") from None

if TYPE_CHECKING:
    from extremum.algebra.node import Array

CODES = ("signs", "columns")
_DATA = "data__"


class Estimator(BaseEstimator):  # type: ignore[misc]
    """The unknowns that minimise an objective on samples, and what is predicted with them.

    objective, unknowns, declarations: as :func:`extremum.minimize` takes them; prediction: a formula of the features
    and the unknowns, with an entry or a row a sample, or of sample i of a family; features, target: the symbols that
    ``fit(X, y)`` gives values; data: values of all others, such as weights of penalties, which ``set_params`` and
    searches know as ``data__lam``; labels: None where the target is numbers; for classes how they are coded:
    ``"signs"`` for two as -1 and 1, told apart by the sign of the prediction, ``"columns"`` for a matrix with a column
    a class, told apart by the largest; options: keywords of ``minimize``.

    After ``fit`` the values of the unknowns are in ``values_``, by name, and the run is in ``minimum_``.

    >>> import numpy as np, extremum as ex
    >>> ridge = ex.Estimator("norm2(X*w + b*ones(n) - y)^2 + lam*norm2(w)^2", ["w", "b"], prediction="X*w + b*ones(n)",
    ...                      declarations="X[n,m]; w[m]; y[n]; b; lam", data={"lam": 0.0})
    >>> X = np.array([[0.0], [1.0], [2.0]])
    >>> ridge.fit(X, [1.0, 3.0, 5.0]).predict([[10.0]]).round(6)
    array([21.])
    >>> ridge.set_params(data__lam=2.0).fit(X, [1.0, 3.0, 5.0]).values_["w"].round(6)
    array([1.])

    Raises:
        UnsupportedError: on import, scikit-learn is not installed.
    """

    def __init__(
        self, objective: Any = None, unknowns: Any = None, *, prediction: Any = None, declarations: Any = (),
        data: Mapping[str, Any] | None = None, features: str = "X", target: str | None = "y",
        labels: str | None = None, options: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        self.objective = objective
        self.unknowns = unknowns
        self.prediction = prediction
        self.declarations = declarations
        self.data = data
        self.features = features
        self.target = target
        self.labels = labels
        self.options = options

    # -- parameters ----------------------------------------------------------------------------------------------------
    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The parameters; with ``deep`` the entries of ``data`` as well, as ``data__lam``."""
        found: dict[str, Any] = super().get_params(deep=deep)
        return {**found, **{f"{_DATA}{name}": value for name, value in self._given().items()}} if deep else found

    def _given(self) -> dict[str, Any]:
        """The data beside the samples; parameters are looked at in ``fit`` only."""
        return dict(self.data) if isinstance(self.data, Mapping) else {}

    def set_params(self, **params: Any) -> Estimator:
        """Sets parameters; an entry of ``data`` is named ``data__lam``.

        Raises:
            ValueError: there is no such parameter.
        """
        own = {key.removeprefix(_DATA): params.pop(key) for key in list(params) if key.startswith(_DATA)}
        super().set_params(**params)
        unknown = own.keys() - self._given().keys()
        if unknown:
            raise ValueError(f"the data have no {', '.join(sorted(unknown))}; give it in data= first")
        if own:
            self.data = {**self._given(), **own}
        return self

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.required = self.target is not None
        if self.labels is not None:
            tags.estimator_type, tags.classifier_tags = (
                "classifier",
                ClassifierTags(multi_class=self.labels != CODES[0]),
            )
        elif self.target is not None:
            tags.estimator_type, tags.regressor_tags = "regressor", RegressorTags()
        return tags

    # -- what it does --------------------------------------------------------------------------------------------------
    def fit(self, X: Any, y: Any = None) -> Estimator:
        """Finds the unknowns.

        Raises:
            ExtremumError: as :func:`extremum.minimize`, or a parameter is missing or unknown.
            ValueError: the samples are not as scikit-learn takes them.
        """
        if self.objective is None or self.unknowns is None:
            raise ExtremumError("an Estimator needs an objective and its unknowns")
        data = {**self._given(), **self._samples(X, y)}
        found = minimize(self.objective, self.unknowns, data, declarations=self.declarations, **(self.options or {}))
        if not found.converged:
            warnings.warn(f"{found.status}: {found.message}", ConvergenceWarning, stacklevel=2)
        self.minimum_, self.n_iter_ = found, max(found.iterations, 1)
        self.values_ = {symbol.name: value for symbol, value in found.x.items()}
        return self

    def _samples(self, X: Any, y: Any) -> dict[str, Any]:
        """Features and target by symbol; classes in their code."""
        if self.target is None:
            return {self.features: validate_data(self, X, dtype=float)}
        numbers = self.labels is None
        X, y = validate_data(self, X, y, dtype=float, y_numeric=numbers, multi_output=numbers)
        y = column_or_1d(y, warn=True) if np.ndim(y) == 2 and np.shape(y)[1] == 1 else y
        return {self.features: X, self.target: np.asarray(y, dtype=float) if numbers else self._coded(y)}

    def _coded(self, y: Array) -> Array:
        """Classes as signs, or as columns of zeros and ones."""
        if self.labels not in CODES:
            raise UnsupportedError(f"labels is None or one of {', '.join(CODES)}, not {self.labels!r}")
        check_classification_targets(y)
        self.classes_, places = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ExtremumError("a classifier needs samples of two classes; there is only one class")
        if self.labels == "columns":
            return np.asarray(np.eye(len(self.classes_))[places])
        if len(self.classes_) > 2:
            raise ExtremumError(
                f"Only binary classification is supported with labels='signs', and there are {len(self.classes_)} "
                "classes; labels='columns' takes them"
            )
        return np.asarray(2.0 * places - 1.0)

    def _predicted(self, X: Any) -> Array:
        """The prediction, an entry or a row a sample."""
        check_is_fitted(self)
        if self.prediction is None:
            raise ExtremumError("nothing says what is predicted; give prediction=, a formula of features and unknowns")
        rows = validate_data(self, X, dtype=float, reset=False)
        expr = _expression(self.prediction, self.declarations)
        data = {**self._given(), **self.values_, self.features: rows}
        indices = [index for index in expr.indices if isinstance(index, IndexName)]
        found = compile(expr, each=list(map(Dim.of, indices)))(data) if indices else expr.evaluate(data)
        return np.asarray(found, dtype=float).reshape(len(rows), -1)

    def predict(self, X: Any) -> Array:
        """The prediction for each sample: numbers, or classes."""
        found = self._predicted(X)
        if self.labels is None:
            return found[:, 0] if found.shape[1] == 1 else found
        places = found.argmax(axis=1) if self.labels == "columns" else (found[:, 0] > 0).astype(int)
        return np.asarray(self.classes_[places])

    @available_if(lambda self: self.labels is not None)  # type: ignore[untyped-decorator]
    def decision_function(self, X: Any) -> Array:
        """What classes are told by: of two a number a sample, positive for the second, otherwise one a class."""
        found = self._predicted(X)
        if found.shape[1] == 2:
            return np.asarray(found[:, 1] - found[:, 0])
        return found[:, 0] if found.shape[1] == 1 else found

    def score(self, X: Any, y: Any) -> float:
        """The share of classes that are right, or R² of numbers."""
        return float((r2_score if self.labels is None else accuracy_score)(y, self.predict(X)))


def _expression(given: Any, declarations: Any) -> Expr:
    return expression(given, declarations if isinstance(given, str) else ())
