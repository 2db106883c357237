package io.tidemark.delta;

/** Takes rows as they are read. */
interface RowVisitor {
  void row(int number, Object[] values);
}
