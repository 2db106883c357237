/** The one exception of Tidemark, which every room throws and the mains print. */
package io.tidemark.error;
