/**
 * The running job: one streaming query, and what each micro-batch does, in its order. Everything
 * that has an effect meets here.
 */
package io.tidemark.stream;
