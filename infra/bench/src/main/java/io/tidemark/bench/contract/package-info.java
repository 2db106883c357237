/**
 * What every contender keeps, whatever its class path: arguments, measures, and the sum by which
 * its table is compared. Needs nothing but the JDK.
 */
package io.tidemark.bench.contract;
