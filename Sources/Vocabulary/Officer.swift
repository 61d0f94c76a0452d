/// A verified person acting through this node.
///
/// Roles and ranks are names defined by data, never by code.
package struct Officer: Hashable, Sendable, Codable {
    /// The collar or staff number.
    package var number: String
    /// The name as it is shown to others.
    package var name: String
    /// The force the officer acts for.
    package var force: ForceCode
    /// What the officer may do here, by names the policy defines.
    package var roles: Set<String>
    /// The rank or grade, where a rule asks for one.
    package var rank: String?
    /// Training held, by the names the rules use: `sensitive`, `pnc`.
    package var training: Set<String>

    /// An officer as the sign-in vouches for them.
    package init(
        number: String,
        name: String,
        force: ForceCode,
        roles: Set<String>,
        rank: String? = nil,
        training: Set<String> = []
    ) {
        self.number = number
        self.name = name
        self.force = force
        self.roles = roles
        self.rank = rank
        self.training = training
    }
}

/// Why an officer is asking: given once, shown always, logged with every disclosure.
package struct Authority: Hashable, Sendable, Codable {
    /// A code of the closed list of purposes (data): `crime.investigate`.
    package var purpose: String
    /// The incident, operation or warrant it is for: `WYP-20261119-1203`.
    package var reference: String
    /// The legal power relied on, where the purpose does not imply it.
    package var power: String?
    /// The officer on whose behalf a member of staff is asking, if any.
    package var onBehalfOf: String?

    /// An authority as the officer stated it.
    package init(purpose: String, reference: String, power: String? = nil, onBehalfOf: String? = nil) {
        self.purpose = purpose
        self.reference = reference
        self.power = power
        self.onBehalfOf = onBehalfOf
    }
}
