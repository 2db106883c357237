/**
 * A Jupyter kernel for Java, and what a cell needs to show a table or a chart.
 *
 * <p>In come cells of Java from Jupyter; out go tables as HTML and charts as PNG. The kernel knows
 * nothing of Tidemark: the notebook opens the lake as any Delta reader would.
 */
package io.tidemark.notebooks;
