package io.tidemark.torture;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Seeds as they are typed: {@code 7}, {@code 1..30}, {@code 1..3,7}. */
record Seeds(List<Long> all) {
  private static final int MOST = 10_000;

  Seeds {
    all = List.copyOf(all);
  }

  static final class Converter implements ITypeConverter<Seeds> {
    @Override
    public Seeds convert(String text) {
      try {
        List<Long> seeds = new ArrayList<>();
        for (String part : text.split(",", -1)) {
          String[] ends = part.strip().split("\\.\\.", 2);
          long first = Long.parseLong(ends[0]);
          long last = Long.parseLong(ends[ends.length - 1]);
          if (first > last || last - first >= MOST) {
            throw new TypeConversionException(
                "'%s' is no range of at most %d seeds, the lower first".formatted(part, MOST));
          }
          for (long seed = first; seed <= last; seed++) {
            seeds.add(seed);
          }
        }
        return new Seeds(seeds.stream().distinct().toList());
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'" + text + "' is no seed, such as 7, 1..30 or 1..3,7");
      }
    }
  }
}
