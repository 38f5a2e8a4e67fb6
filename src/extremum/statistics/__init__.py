"""From a log-likelihood: score, information, covariance, standard errors; estimates by maximum likelihood."""
