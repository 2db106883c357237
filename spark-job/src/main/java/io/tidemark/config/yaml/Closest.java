package io.tidemark.config.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was probably meant. */
public final class Closest {
  private Closest() {}

  /** The allowed word nearest to the written one; empty if none is near. */
  public static Optional<String> to(String written, Collection<String> allowed) {
    int near = Math.max(2, written.length() / 3);
    return allowed.stream()
        .filter(word -> distance(written, word) <= near)
        .min(Comparator.comparingInt(word -> distance(written, word)));
  }

  /** A question to append to a message, with a space before it; or nothing. */
  public static String question(String written, Collection<String> allowed) {
    return to(written, allowed).map(word -> " Did you mean \"" + word + "\"?").orElse("");
  }

  /** Edits (insert, delete, replace, swap of neighbours) between two words, case ignored. */
  private static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        edits[i][j] = Math.min(replaced, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
        }
      }
    }
    return edits[a.length()][b.length()];
  }
}
