# Protection of t3k and t30k by the R packages: Rscript peers.R suppress|round CELLS.csv
arguments <- commandArgs(trailingOnly = TRUE)
cells <- read.csv(arguments[2], colClasses = c(n = "numeric"))
started <- proc.time()
if (arguments[1] == "suppress") {
  found <- GaussSuppression::SuppressSmallCounts(
    cells, dimVar = c("sex", "age", "prov", "reg"), freqVar = "n",
    maxN = 4, protectZeros = FALSE, extend0 = FALSE, printInc = FALSE)
  seconds <- (proc.time() - started)[["elapsed"]]
  hidden <- found[found$suppressed, ]
  cat(sprintf('{"seconds": %f, "cells": %d, "hidden": %d, "sum": %d}',
              seconds, nrow(found), nrow(hidden), as.integer(sum(hidden$n))))
} else {
  found <- SmallCountRounding::PLSroundingPublish(
    cells, freqVar = "n", roundBase = 5, dimVar = c("sex", "age", "prov", "reg"), printInc = FALSE)
  seconds <- (proc.time() - started)[["elapsed"]]
  cat(sprintf('{"seconds": %f, "cells": %d, "deviation": %d}',
              seconds, nrow(found), as.integer(max(abs(found$difference)))))
}
