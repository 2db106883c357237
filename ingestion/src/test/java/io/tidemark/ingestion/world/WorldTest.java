package io.tidemark.ingestion.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.ingestion.world.World.NewCustomer;
import io.tidemark.ingestion.world.World.NewMerchant;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorldTest {
  private static final Instant BEGINS = Instant.parse("2026-01-01T00:00:00Z");
  private static final Names NAMES = Names.of(5);
  private static final World WORLD = new World(5, 1, NAMES);
  private static final Population POPULATION = population(WORLD);

  private static Population population(World world) {
    return Population.of(
        IntStream.range(0, 200)
            .mapToObj(i -> world.customer(i, BEGINS))
            .map(NewCustomer::payer)
            .toList(),
        IntStream.range(0, 30)
            .mapToObj(i -> world.merchant(i, BEGINS))
            .map(NewMerchant::payee)
            .toList());
  }

  private static List<Payment> payments(World world, Population population) {
    return IntStream.range(0, 5_000)
        .mapToObj(i -> world.payment(i, population, BEGINS.plusSeconds(i)))
        .toList();
  }

  @Test
  void theSameSeedGivesTheSameWorld() {
    World again = new World(5, 1, Names.of(5));
    assertThat(Names.of(5)).isEqualTo(NAMES);
    assertThat(payments(again, population(again))).isEqualTo(payments(WORLD, POPULATION));
  }

  @Test
  void aSecondRunOrAnotherSeedNeverMeetsTheKeysOfTheFirst() {
    Set<UUID> keys = new HashSet<>();
    for (World world : List.of(WORLD, new World(5, 2, NAMES), new World(6, 1, NAMES))) {
      Population population = population(world);
      payments(world, population).forEach(p -> assertThat(keys.add(p.id())).isTrue());
      population
          .payers()
          .forEach(
              p -> {
                assertThat(keys.add(p.accountId())).isTrue();
                assertThat(keys.add(p.customerId())).isTrue();
              });
    }
  }

  @Test
  void aPaymentStaysInOneCurrency() {
    for (Payment payment : payments(WORLD, POPULATION)) {
      assertThat(payment.payer().currency()).isEqualTo(payment.payee().currency());
      assertThat(payment.cents()).isPositive();
      assertThat(payment.payer().accountId()).isNotEqualTo(payment.payee().accountId());
    }
  }

  @Test
  void yenHaveNoFraction() {
    List<Payment> inYen =
        payments(WORLD, POPULATION).stream()
            .filter(p -> p.payee().currency().equals("JPY"))
            .toList();
    assertThat(inYen).isNotEmpty().allMatch(p -> p.cents() % 100 == 0);
  }

  @Test
  void everyCurrencyOfAPayerIsTakenByAMerchant() {
    for (Country country : Country.values()) {
      assertThat(POPULATION.payeesByCurrency()).containsKey(country.currency());
    }
    assertThat(POPULATION.payers()).hasSize(200);
  }

  @Test
  void someCustomersPayMuchMoreOftenThanOthers() {
    UUID hottest = POPULATION.payers().get(0).customerId();
    long often =
        payments(WORLD, POPULATION).stream()
            .filter(p -> p.payer().customerId().equals(hottest))
            .count();
    // ln 2 / ln 201 = 13 %, where an even draw would give 0.5 %.
    assertThat(often).isBetween(550L, 760L);
  }

  @Test
  void someColumnsAreNullNowAndThen() {
    List<Payment> payments = payments(WORLD, POPULATION);
    assertThat(payments).anyMatch(p -> p.voucherCode() == null);
    assertThat(payments).anyMatch(p -> p.voucherCode() != null);
    assertThat(payments).anyMatch(p -> p.affiliateId() == null);
    assertThat(payments).anyMatch(p -> p.affiliateId() != null);
  }
}
