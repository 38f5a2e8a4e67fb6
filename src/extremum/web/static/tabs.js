// The tabs: the kind of question, its fields, the word on the button where they are typed in, and how their values become
// part of the question.
const lines = (text = "") => text.split(/[;\n]/).map((line) => line.trim()).filter(Boolean);

function data(text = "") {
  const found = {};
  for (const line of lines(text)) {
    const [name, value = ""] = line.split(/=(.*)/s);
    try {
      found[name.trim()] = JSON.parse(value);
    } catch {
      found[name.trim()] = value.trim(); // the server says what is wrong with it
    }
  }
  return found;
}

const DERIVATIVES = [["", "derivative"], ["gradient", "gradient"], ["jacobian", "Jacobian"], ["hessian", "Hessian"]];

export const TABS = {
  derivative: {
    kind: "derivative",
    fields: [
      { name: "of", label: "which", choices: DERIVATIVES },
      { name: "where", label: "names for what repeats", choices: [["auto", "where they help"], ["always", "always"], ["never", "never"]] },
    ],
    question: (options) => options,
  },
  steps: {
    kind: "steps",
    fields: [
      { name: "style", label: "by", choices: [["differential", "differentials"], ["jacobian", "the chain rule"]] },
      { name: "detail", label: "detail", choices: [["full", "full"], ["brief", "brief"]] },
      { name: "rules", label: "rules", choices: [["beside", "beside the steps"], ["hover", "where I point"]] },
    ],
    question: ({ rules, ...options }) => options,
  },
  check: {
    kind: "check",
    needs: "claim",
    verb: "check",
    fields: [
      { name: "claim", label: "Your derivative, in text or LaTeX" },
      { name: "of", label: "it is the", choices: [["gradient", "gradient"], ["hessian", "Hessian"]] },
    ],
    question: (options) => options,
  },
  extremum: {
    kind: "extremum",
    verb: "find",
    fields: [
      { name: "sense", label: "find", choices: [["", "an extremum"], ["min", "the minimum"], ["max", "the maximum"]] },
      { name: "constraints", label: "subject to (A*x == b; x >= 0)", rows: 2 },
    ],
    question: (options) => ({ ...options, constraints: lines(options.constraints) }),
  },
  code: {
    kind: "code",
    fields: [
      { name: "backend", label: "for", backends: true },
      { name: "of", label: "with the", choices: DERIVATIVES },
    ],
    question: (options) => options,
  },
  numbers: {
    kind: "numbers",
    needs: "data",
    verb: "compute",
    fields: [
      { name: "task", label: "task", choices: [["evaluate", "evaluate"], ["minimize", "minimize"], ["maximize", "maximize"]] },
      { name: "data", label: "data, a line each: X = [[1, 2], [3, 4]]", rows: 4 },
    ],
    question: (options) => ({ ...options, data: data(options.data) }),
  },
};

export const EXAMPLES = [
  { text: "norm2(X*w - y)^2 + lam*norm2(w)^2", declarations: ["X[n,m]", "w[m]", "lam: positive"], wrt: "w" },
  { text: "logdet(S) + tr(inv(S)*C)", declarations: ["S[d,d]: positive_definite", "C[d,d]: symmetric"], wrt: "S" },
  { text: "\\frac{1}{2} \\|A x - b\\|_2^2 + \\lambda \\|x\\|_1", declarations: ["A[m,n]", "x[n]", "b[m]", "lambda: positive"], wrt: "x" },
  { text: "sum(log(1 + exp(-y.*(X*w))))", declarations: ["X[n,d]", "w[d]", "y[n]"], wrt: "w" },
  { text: "tr(X'*A*X)", declarations: ["A[n,n]: symmetric", "X[n,k]: orthogonal"], wrt: "X", tab: "extremum" },
  { text: "sum_i(norm2(x[i] - mu)^2)", declarations: ["x[d] for i in 1..N", "mu[d]"], wrt: "mu", tab: "extremum" },
];
