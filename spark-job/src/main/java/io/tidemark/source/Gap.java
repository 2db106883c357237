package io.tidemark.source;

/**
 * Changes that are gone from Kafka before the lake had them, or that may come in the wrong order.
 *
 * @param anew whether the topic's offsets begin again, or the topic is gone; else they go on after
 *     a hole
 * @param reason what is missing, for people
 */
public record Gap(String topic, boolean anew, String reason) {}
