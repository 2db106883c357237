/**
 * Making stale tables right again: the source is read anew, and a comparison proves the result.
 * What the job has to know of it comes to it through the stream of changes, in its place.
 */
package io.tidemark.repair;
