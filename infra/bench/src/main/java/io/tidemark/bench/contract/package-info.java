/**
 * What every contender keeps, whatever its class path: arguments, measures, how a change event is
 * read as quickly as can be, and the sum by which its table is compared. Needs nothing but the JDK
 * and Jackson's parser.
 */
package io.tidemark.bench.contract;
