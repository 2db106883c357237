package io.tidemark.ingestion.world;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.datafaker.Faker;

/**
 * Pools of made-up names, drawn from datafaker once.
 *
 * <p>One call of datafaker costs microseconds to milliseconds, so the rows themselves draw from
 * these pools.
 */
public record Names(
    Map<Country, Local> locals,
    List<String> categories,
    List<String> vouchers,
    List<String> staff,
    List<String> mailboxes) {

  /** The names of one country. */
  public record Local(
      List<String> people, List<String> cities, List<String> companies, List<String> phones) {}

  /** The pools for a random seed: equal seeds give equal pools. */
  public static Names of(long randomSeed) {
    Map<Country, Local> locals = new EnumMap<>(Country.class);
    for (Country country : Country.values()) {
      Faker faker = new Faker(country.locale(), random(randomSeed, country.name()));
      locals.put(
          country,
          new Local(
              pool(300, faker.name()::fullName),
              pool(40, faker.address()::cityName),
              pool(150, faker.company()::name),
              pool(40, faker.phoneNumber()::phoneNumber)));
    }
    Faker faker = new Faker(Country.US.locale(), random(randomSeed, "words"));
    return new Names(
        Map.copyOf(locals),
        pool(40, () -> faker.commerce().department()),
        pool(200, () -> faker.commerce().promotionCode()),
        pool(12, () -> faker.name().firstName().toLowerCase(Locale.ROOT)),
        pool(200, () -> faker.internet().domainWord()));
  }

  private static Random random(long randomSeed, String pool) {
    return new Random(Dice.of(randomSeed, pool.hashCode()).bits());
  }

  /** Distinct, because a name drawn twice would be hotter than the others. */
  private static List<String> pool(int draws, Supplier<String> draw) {
    return Stream.generate(draw).limit(draws).distinct().toList();
  }
}
