/** What people said about a channel, in the words every screen uses. */
import type { ContactChannel as Channel, PermissionState } from "../bindings";

export const CHANNELS: readonly Channel[] = ["email", "sms", "post", "phone"];

export const CHANNEL_NAME: Record<Channel, string> = { email: "Email", sms: "Text message", post: "Post", phone: "Phone" };

export const PERMISSION: Record<PermissionState, { words: string; tone: "green" | "clay" | "grey" }> = {
  granted: { words: "Said yes", tone: "green" },
  refused: { words: "Said no", tone: "clay" },
  unknown: { words: "Never asked", tone: "grey" },
};
