package io.tidemark.ingestion.world;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Draws the rows of one run: each is a function of the random seed, the run and its own index, so
 * they can be made in any order and by any number of threads.
 */
public record World(long randomSeed, int run, Names names) {
  private static final int CUSTOMER = 1;
  private static final int MERCHANT = 2;

  /** Index of the dice of simulated sessions, see {@link #dice}. */
  public static final int SESSION = 3;

  private static final int PAYMENT = 4;

  private static final List<String> PAYMENT_METHODS =
      List.of("card", "wallet", "bank_transfer", "direct_debit", "invoice", "crypto");

  private static final int AFFILIATES = 50;

  /** A customer with an account in the currency of their country. */
  public record NewCustomer(Customer customer, Account account) {
    public Payer payer() {
      return new Payer(customer.id(), account.id(), account.currency());
    }

    /** The same customer with an empty account. */
    public NewCustomer withoutMoney() {
      return new NewCustomer(
          customer,
          new Account(
              account.id(), customer.id(), null, account.currency(), 0, account.openedAt()));
    }
  }

  /** A merchant with an account in the currency of its country. */
  public record NewMerchant(Merchant merchant, Account account) {
    public Payee payee() {
      return new Payee(
          merchant.id(),
          account.id(),
          account.currency(),
          merchant.name(),
          merchant.city(),
          merchant.country().name());
    }
  }

  /** The dice of one stream of this run. */
  public Dice dice(long kind, long index) {
    return Dice.of(randomSeed, run, kind, index);
  }

  public NewCustomer customer(int index, Instant now) {
    return customer(dice(CUSTOMER, index), now);
  }

  /** Draws a customer who joined in the two years before {@code now}. */
  public NewCustomer customer(Dice dice, Instant now) {
    Country country = dice.hotOneOf(List.of(Country.values()));
    Names.Local local = names.locals().get(country);
    UUID id = dice.uuid();
    Instant since = now.minus(Duration.ofSeconds(dice.below(2 * 365 * 24 * 3600)));
    Customer customer =
        new Customer(
            id,
            dice.oneOf(local.people()),
            email(dice),
            dice.chance(0.8) ? dice.oneOf(local.phones()) : null,
            dice.hotOneOf(local.cities()),
            country,
            since);
    long balance = Country.priced(country.currency(), 100_000 + dice.below(2_000_000));
    return new NewCustomer(
        customer, new Account(dice.uuid(), id, null, country.currency(), balance, since));
  }

  /** Draws a merchant; the first ones lie in one country each, so that every currency is taken. */
  public NewMerchant merchant(int index, Instant now) {
    Dice dice = dice(MERCHANT, index);
    List<Country> countries = List.of(Country.values());
    Country country = index < countries.size() ? countries.get(index) : dice.hotOneOf(countries);
    Names.Local local = names.locals().get(country);
    UUID id = dice.uuid();
    Merchant merchant =
        new Merchant(
            id,
            dice.oneOf(local.companies()),
            dice.oneOf(names.categories()),
            dice.hotOneOf(local.cities()),
            country);
    Instant since = now.minus(Duration.ofSeconds(dice.below(2 * 365 * 24 * 3600)));
    return new NewMerchant(
        merchant, new Account(dice.uuid(), null, id, country.currency(), 0, since));
  }

  /** An address in a domain that is reserved for examples. */
  public String email(Dice dice) {
    String mailbox = dice.oneOf(names.mailboxes());
    return mailbox + "." + Integer.toHexString((int) (dice.bits() >>> 40)) + "@example.com";
  }

  public Payment payment(long index, Population population, Instant timestamp) {
    Dice dice = dice(PAYMENT, index);
    return payment(dice, dice.hotOneOf(population.payers()), population, timestamp);
  }

  /** Draws a payment by a payer; the time gets a fraction of a second of its own. */
  public Payment payment(Dice dice, Payer payer, Population population, Instant second) {
    Instant timestamp = second.plusMillis(dice.below(1000));
    Payee payee = dice.hotOneOf(population.payeesFor(payer));
    return new Payment(
        dice.uuidAt(timestamp),
        payer,
        payee,
        timestamp,
        price(dice, payee.currency()),
        dice.hotOneOf(PAYMENT_METHODS),
        ipAddress(dice),
        dice.chance(0.15) ? dice.hotOneOf(names.vouchers()) : null,
        dice.chance(0.25) ? affiliate(dice) : null);
  }

  /** Most payments are small: the median is 28 euro, one in a thousand is above 1,500. */
  private static long price(Dice dice, String currency) {
    return Country.priced(currency, (long) StrictMath.exp(7.95 + 1.3 * dice.bell()));
  }

  private static String ipAddress(Dice dice) {
    // 198.18.0.0/15 is set aside for tests of networks: no address here belongs to anybody.
    return "198." + (18 + dice.below(2)) + "." + dice.below(256) + "." + (1 + dice.below(254));
  }

  private UUID affiliate(Dice dice) {
    return Dice.of(randomSeed, dice.hotRank(AFFILIATES)).uuid();
  }
}
