package io.tidemark.decode.value;

/** A value that its column's type cannot hold, as PostgreSQL would spell it. */
public record Unrepresentable(String text) {}
