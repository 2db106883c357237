package io.tidemark.mirror;

import io.tidemark.decode.ChangeEvent;

/** A change that a mirror could not take, and why. */
public record RefusedChange(ChangeEvent event, String reason) {}
