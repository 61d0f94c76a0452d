/// What a person was in one event.
///
/// Held per person per event, never on the person (DPA 2018 s.38(3)).
///
/// One person can hold two roles in one event: an exploited child can be suspect and victim at once.
package enum Role: String, Sendable, Hashable, Codable, CaseIterable {
    case suspect, convicted, arrested, charged, cautioned
    case victim, witness, reporter, missing, subject, vulnerable, other
}
