/** Checks of {@code infra/compose.yaml} and the scripts beside it that need no container engine. */
package io.tidemark.compose;
