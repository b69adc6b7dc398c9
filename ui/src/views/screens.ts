/** Every screen, in the order of the rail. */
import FileInput from "@lucide/svelte/icons/file-input";
import Gauge from "@lucide/svelte/icons/gauge";
import House from "@lucide/svelte/icons/house";
import IdCard from "@lucide/svelte/icons/square-user";
import LockKeyhole from "@lucide/svelte/icons/lock-keyhole";
import ListFilter from "@lucide/svelte/icons/list-filter";
import Send from "@lucide/svelte/icons/send";
import ShieldCheck from "@lucide/svelte/icons/shield-check";
import Users from "@lucide/svelte/icons/users";
import type { Component } from "svelte";
import CampaignsScreen from "../features/campaigns/CampaignsScreen.svelte";
import HomeScreen from "../features/home/HomeScreen.svelte";
import ImportScreen from "../features/import/ImportScreen.svelte";
import SameScreen from "../features/matching/SameScreen.svelte";
import PeopleScreen from "../features/people/PeopleScreen.svelte";
import PersonasScreen from "../features/personas/PersonasScreen.svelte";
import PrivacyScreen from "../features/privacy/PrivacyScreen.svelte";
import ScoresScreen from "../features/scores/ScoresScreen.svelte";
import SegmentsScreen from "../features/segments/SegmentsScreen.svelte";
import TrustScreen from "../features/trust/TrustScreen.svelte";
import type { Route } from "../shared/router.svelte";

export type ScreenProps = { route: Route };
export type Screen = {
  id: string;
  label: string;
  icon: Component<{ size?: number; strokeWidth?: number }>;
  view: Component<ScreenProps>;
};

// A screen that ignores the route declares no props at all.
type AnyView = Component<ScreenProps> | Component<Record<string, never>>;
const screen = (id: string, label: string, icon: Screen["icon"], view: AnyView): Screen => ({
  id,
  label,
  icon,
  view: view as Component<ScreenProps>,
});

export const SCREENS: readonly Screen[] = [
  screen("home", "Home", House, HomeScreen),
  screen("import", "Import", FileInput, ImportScreen),
  screen("people", "People", Users, PeopleScreen),
  screen("segments", "Segments", ListFilter, SegmentsScreen),
  screen("personas", "Personas", IdCard, PersonasScreen),
  screen("scores", "Scores", Gauge, ScoresScreen),
  screen("campaigns", "Campaigns", Send, CampaignsScreen),
  screen("privacy", "Privacy", ShieldCheck, PrivacyScreen),
  screen("trust", "Trust", LockKeyhole, TrustScreen),
  screen("same", "One person or two?", Users, SameScreen),
];
/** What the rail lists. Trust is opened by the box at its foot; comparing entries belongs to People. */
export const RAIL: readonly Screen[] = SCREENS.filter(({ id }) => id !== "trust" && id !== "same");
/** Where in the rail a screen belongs. */
export const railOf = (id: string): string => (id === "same" ? "people" : id);

/** The screen of a route; an unknown one leads home. */
export const screenOf = (id: string): Screen => SCREENS.find((one) => one.id === id) ?? SCREENS[0]!;
