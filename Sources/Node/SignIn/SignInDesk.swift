import CapabilityKit
import Foundation
import Ledger
import Vocabulary

/// How this node knows who somebody is: its provider or, for a demonstration on this machine, a list of made-up people.
///
/// Never both.
struct SignInDesk: Sendable {
    /// The one way in that this node has.
    enum Way: Sendable {
        case localDemo
        case provider(Provider)
    }

    let way: Way
    let staff: StaffList
    let bindings: AccountBindings
    let force: ForceCode
    let cookies: SessionCookies
    let flows: SignInFlows
    let attempts: AttemptLimits
    /// Bounds answers of the provider that nobody here asked for: another site can send a browser with one.
    let strays: RateLimit
    let history: SignInHistory
    let rules: SignInRules
    let note: NoteSecurity
    let clock: Clock

    /// Prepares the way in that a node's settings name.
    ///
    /// - Throws: `signin.settings` when the demonstration's list would stand on a node that others can reach, when a
    ///   provider is named without the node's own address, or when a secret is missing or readable by others.
    init(
        building: Building,
        send: @escaping ProviderSend,
        history: SignInHistory = SignInHistory(),
        note: @escaping NoteSecurity
    ) throws {
        let settings = building.settings
        func wrong(_ words: String, _ help: String) -> Fault { Fault(.signInSettings, words, help: help) }
        let address = settings.address.flatMap { URL(string: $0) }
        if let text = settings.address {
            guard WebAddress.isSafe(text), let address, address.path().isEmpty, address.query() == nil else {
                throw wrong(
                    "`\(text)` is not an address people can reach this node by",
                    "give https, a host and nothing more, such as https://reeve.westyorks.example"
                )
            }
        }
        switch settings.signIn {
        case .localDemo:
            guard address?.host().map(WebAddress.isLoopback) ?? true else {
                throw wrong(
                    "the demonstration's list of made-up people cannot stand on a node that others reach",
                    "name an identity provider as `signIn` of node.json, or take `address` out"
                )
            }
            way = .localDemo
        case .provider(let provider):
            guard let own = settings.address else {
                throw wrong(
                    "`address` of node.json is missing",
                    "the identity provider must know where to send people back to"
                )
            }
            way = .provider(
                Provider(
                    settings: provider,
                    proof: try ClientProof(provider, in: building.folder),
                    callback: own + "/sign-in/back",
                    send: send,
                    clock: building.clock,
                    randomness: building.randomness
                )
            )
        }
        staff = StaffList(building.staff, folder: building.folder, clock: building.clock, note: note)
        bindings = AccountBindings(folder: building.folder)
        force = settings.force
        cookies = SessionCookies(isSecure: address?.scheme == "https")
        flows = SignInFlows(clock: building.clock, randomness: building.randomness)
        rules = settings.sessions ?? SignInRules()
        attempts = AttemptLimits(rules: rules, clock: building.clock)
        strays = RateLimit(burst: 20, perSecond: 1, clock: building.clock)
        self.history = history
        self.note = note
        clock = building.clock
    }

    /// The made-up people to choose from; none beside a provider.
    var local: [StaffMember] {
        guard case .localDemo = way else { return [] }
        return staff.people.filter { !$0.isNode && $0.officer(on: clock().date) != nil }
    }

    /// The provider; none in a demonstration.
    var provider: Provider? {
        guard case .provider(let provider) = way else { return nil }
        return provider
    }

    /// The person an ID token speaks of.
    ///
    /// A number that the provider claims is nobody's until it is tied to the account: by `subject` of the staff file,
    /// by an earlier sign-in, or by the first one in the days that an administrator has opened for it.
    ///
    /// - Throws: ``SignInFailure`` when the person is not on the staff today, holds no role here, or the number is
    ///   another account's; ``Fault`` when the ties cannot be read or written.
    func person(_ token: IDToken, _ settings: ProviderSettings, address: String) throws -> StaffMember {
        let number = token.claims[settings.numberClaim]?.text
        let listed = staff.people.first { $0.number == number }
        // The node's own number is nobody's, whatever a provider claims.
        guard number != "system", listed?.isNode != true else { throw SignInFailure(reason: "not-on-the-staff") }
        let member =
            switch settings.people {
            case .file: listed
            case .claims: claimed(token, settings)
            }
        let today = clock().date
        guard let member, !member.isNode, !member.roles.isEmpty, member.officer(on: today) != nil else {
            throw SignInFailure(reason: "not-on-the-staff")
        }
        if let pinned = listed?.subject {
            guard pinned == token.subject else { throw SignInFailure(reason: "number-of-another") }
            return member
        }
        switch try bindings.standing(of: member.number, issuer: settings.issuer, subject: token.subject) {
        case .theirs: return member
        case .anothers: throw SignInFailure(reason: "number-of-another")
        case .free:
            guard settings.people == .claims || member.isOpenForBinding(on: today) else {
                throw SignInFailure(reason: "number-not-bound")
            }
        }
        let account = "\(settings.issuer) \(token.subject)"
        try note(SecurityEvent(kind: .bound, officer: member.number, account: account, address: address))
        guard
            try bindings.bind(member.number, issuer: settings.issuer, subject: token.subject, at: clock())
        else { throw SignInFailure(reason: "number-of-another") }
        return member
    }

    private func claimed(_ token: IDToken, _ settings: ProviderSettings) -> StaffMember? {
        guard let number = token.claims[settings.numberClaim]?.text, (1...32).contains(number.utf8.count),
            number.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
        else { return nil }
        let groups = token.claims[settings.rolesClaim]?.texts ?? []
        let training = settings.trainingClaim.flatMap { token.claims[$0]?.texts } ?? []
        return StaffMember(
            number: number,
            name: String((token.claims[settings.nameClaim]?.text ?? number).prefix(80)),
            force: force,
            roles: Set(groups.compactMap { settings.roles[$0] }),
            rank: settings.rankClaim.flatMap { token.claims[$0]?.text },
            training: training.compactMap { StaffMember.Training(claim: $0) }
        )
    }
}

/// Why a sign-in failed, for the node's own log only.
struct SignInFailure: Error {
    var reason: String
}

extension Fault.Code {
    /// The settings of the sign-in contradict each other or lack something.
    package static let signInSettings = Self("signin.settings", status: 500)
}
