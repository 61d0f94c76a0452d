import Vocabulary

/// The notice at a room's door: what it is for, by what power, on what data, and who answers for it.
///
/// A room without a card cannot be opened; a room whose card has run out is refused by the node.
package struct CapabilityCard: Hashable, Sendable {
    /// What it is for, in one sentence a member of the public understands.
    package var purpose: String
    /// The legal power or duty it rests on, with Act and section.
    package var power: String
    /// The data it uses and where they come from.
    package var data: String
    /// What goes wrong when it is wrong, for whom: too much found, too little found.
    package var errorCosts: String
    /// What a person decides, and what software must not.
    package var humanRole: String
    /// The last day on which it may be used without a new look, as `YYYY-MM-DD`.
    package var expires: String

    package init(
        purpose: String,
        power: String,
        data: String,
        errorCosts: String,
        humanRole: String,
        expires: String
    ) {
        self.purpose = purpose
        self.power = power
        self.data = data
        self.errorCosts = errorCosts
        self.humanRole = humanRole
        self.expires = expires
    }
}
