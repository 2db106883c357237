/** Progress of long work, on standard error: a bar for people, plain lines for logs. */
package io.tidemark.ingestion.progress;
