package io.tidemark.ingestion.simulate;

import io.tidemark.ingestion.simulate.StartingState.ExistingPayment;
import io.tidemark.ingestion.world.Country;
import io.tidemark.ingestion.world.Dice;
import io.tidemark.ingestion.world.Payee;
import io.tidemark.ingestion.world.Payer;
import io.tidemark.ingestion.world.Payment;
import io.tidemark.ingestion.world.Population;
import io.tidemark.ingestion.world.World;
import io.tidemark.ingestion.world.World.NewCustomer;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;

/**
 * What one session does, step by step: a pure function of its arguments.
 *
 * <p>A session corrects and deletes only rows of its own: those that it inserted, and its share of
 * those that were there. So neither the statements nor the rows that they leave behind depend on
 * how fast the other sessions are. Accounts are shared; money only ever gets added to and taken
 * from them, in any order with the same result.
 *
 * <p>Recent payments and the first payers are hot. The plan ends only when nothing is left that the
 * mix allows.
 */
public final class Plan implements Iterator<Step> {
  /** Payments further back than this are no longer corrected. */
  private static final int MEMORY = 50_000;

  private static final List<String> SERVICES =
      List.of("checkout-web", "checkout-app", "pos", "api");
  private static final List<String> METHODS = List.of("card", "wallet", "bank_transfer", "invoice");

  private final World world;
  private final Mix mix;
  private final Population population;
  private final Instant begins;
  private final Dice dice;
  private final double nanosPerRow;
  private final List<Payer> payers;
  private final List<Payee> merchants = new ArrayList<>();
  private final List<ExistingPayment> payments = new ArrayList<>();
  private final List<Payer> ownCustomers = new ArrayList<>();
  private final List<NewCustomer> idleCustomers = new ArrayList<>();

  private long rowsBefore;
  private Step upcoming;

  /**
   * The plan of one session.
   *
   * @param share which session of how many
   * @param rate rows changed in a second by all sessions together
   */
  public Plan(World world, StartingState start, Mix mix, Share share, double rate) {
    this.world = world;
    this.mix = mix;
    this.population = start.population();
    this.begins = start.begins();
    this.dice = world.dice(World.SESSION, share.session());
    this.nanosPerRow = 1e9 * share.sessions() / rate;
    this.payers = new ArrayList<>(population.payers());
    share.of(population.payers()).forEach(ownCustomers::add);
    population.payeesByCurrency().keySet().stream()
        .sorted()
        .flatMap(currency -> share.of(population.payeesByCurrency().get(currency)).stream())
        .forEach(merchants::add);
    payments.addAll(share.of(start.recentPayments()));
  }

  /** Which session of how many; every row that is there belongs to exactly one of them. */
  public record Share(int session, int sessions) {
    public Share {
      if (session < 0 || session >= sessions) {
        throw new IllegalArgumentException("no session " + session + " of " + sessions);
      }
    }

    <T> List<T> of(List<T> all) {
      List<T> own = new ArrayList<>();
      for (int i = session; i < all.size(); i += sessions) {
        own.add(all.get(i));
      }
      return own;
    }
  }

  @Override
  public boolean hasNext() {
    if (upcoming == null) {
      upcoming = draw();
    }
    return upcoming != null;
  }

  @Override
  public Step next() {
    if (!hasNext()) {
      throw new NoSuchElementException("nothing is left that the mix allows");
    }
    Step step = upcoming;
    upcoming = null;
    rowsBefore += step.rows();
    return step;
  }

  /** Null if nothing is left that the mix allows. */
  private Step draw() {
    boolean exhausted = mix.insert() == 0 && (mix.update() == 0 || nothingToUpdate());
    if (exhausted && (mix.delete() == 0 || nothingToDelete())) {
      return null;
    }
    while (true) {
      Operation operation = mix.draw(dice);
      if (operation == Operation.INSERT) {
        return dice.chance(0.04) ? newCustomer() : newPayment();
      }
      if (operation == Operation.UPDATE && !nothingToUpdate()) {
        return update();
      }
      if (operation == Operation.DELETE && !nothingToDelete()) {
        return delete();
      }
    }
  }

  private boolean nothingToUpdate() {
    return payments.isEmpty() && ownCustomers.isEmpty() && merchants.isEmpty();
  }

  private boolean nothingToDelete() {
    return payments.isEmpty() && idleCustomers.isEmpty();
  }

  private Step newPayment() {
    Payer payer = dice.hotOneOf(payers);
    Payment payment = world.payment(dice, payer, population, simulatedSecond());
    if (payments.size() == 2 * MEMORY) {
      payments.subList(0, MEMORY).clear();
    }
    payments.add(new ExistingPayment(payment.id(), payment.cents(), payment.payee().currency()));
    return step(dice.hotOneOf(SERVICES), planned(Template.INSERT_PAYMENT, payment.values()));
  }

  private Step newCustomer() {
    // Opened empty: a simulation makes no money.
    NewCustomer drawn = world.customer(dice, simulatedSecond()).withoutMoney();
    boolean pays =
        population.payeesByCurrency().containsKey(drawn.account().currency()) && dice.chance(0.6);
    if (pays) {
      payers.add(drawn.payer());
      ownCustomers.add(drawn.payer());
    } else {
      idleCustomers.add(drawn);
    }
    return step(
        dice.hotOneOf(SERVICES),
        planned(Template.INSERT_CUSTOMER, drawn.customer().values()),
        planned(Template.INSERT_ACCOUNT, drawn.account().values()));
  }

  private Step update() {
    double kind = dice.unit();
    if ((kind < 0.06 || payments.isEmpty()) && !ownCustomers.isEmpty()) {
      return updateCustomer(dice.hotOneOf(ownCustomers).customerId());
    }
    if ((kind < 0.09 || payments.isEmpty()) && !merchants.isEmpty()) {
      return step(
          staff(),
          planned(
              Template.CHANGE_CATEGORY,
              dice.oneOf(world.names().categories()),
              dice.hotOneOf(merchants).merchantId()));
    }
    int index = payments.size() - 1 - dice.hotRank(payments.size());
    ExistingPayment payment = payments.get(index);
    if (kind < 0.65) {
      ExistingPayment corrected = corrected(payment);
      payments.set(index, corrected);
      return step(
          staff(),
          planned(
              Template.CORRECT_AMOUNT, BigDecimal.valueOf(corrected.cents(), 2), corrected.id()));
    }
    if (kind < 0.85) {
      return step(
          staff(),
          planned(Template.REDEEM_VOUCHER, dice.oneOf(world.names().vouchers()), payment.id()));
    }
    return step(staff(), planned(Template.CHANGE_METHOD, dice.oneOf(METHODS), payment.id()));
  }

  private Step updateCustomer(UUID id) {
    if (dice.chance(0.7)) {
      return step(staff(), planned(Template.CHANGE_EMAIL, world.email(dice), id));
    }
    String phone = dice.oneOf(world.names().locals().get(Country.US).phones());
    return step(staff(), planned(Template.CHANGE_PHONE, dice.chance(0.2) ? null : phone, id));
  }

  /** Part of the money comes back, or a little more is due; never the same amount. */
  private ExistingPayment corrected(ExistingPayment payment) {
    long unit = payment.currency().equals("JPY") ? 100 : 1;
    long cents = (long) (payment.cents() * (0.3 + 0.85 * dice.unit())) / unit * unit;
    cents = Math.max(unit, cents);
    return new ExistingPayment(
        payment.id(), cents == payment.cents() ? cents + unit : cents, payment.currency());
  }

  private Step delete() {
    if (!idleCustomers.isEmpty() && (payments.isEmpty() || dice.chance(0.15))) {
      NewCustomer gone = idleCustomers.remove(dice.below(idleCustomers.size()));
      return step(
          staff(),
          planned(Template.DELETE_ACCOUNT, gone.account().id()),
          planned(Template.DELETE_CUSTOMER, gone.customer().id()));
    }
    int index = payments.size() - 1 - dice.hotRank(payments.size());
    return step(staff(), planned(Template.DELETE_PAYMENT, payments.remove(index).id()));
  }

  private String staff() {
    return dice.hotOneOf(world.names().staff());
  }

  private Instant simulatedSecond() {
    return begins.plusSeconds(due() / 1_000_000_000L);
  }

  private long due() {
    return (long) (rowsBefore * nanosPerRow);
  }

  private Step step(String appUser, PlannedStatement... statements) {
    return new Step(due(), appUser, List.of(statements));
  }

  private static PlannedStatement planned(Template template, Object... values) {
    return new PlannedStatement(template, Arrays.asList(values));
  }

  private static PlannedStatement planned(Template template, List<Object> values) {
    return new PlannedStatement(template, values);
  }
}
