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
    let staff: [StaffMember]
    let force: ForceCode
    let cookies: SessionCookies
    let flows: SignInFlows
    let attempts: AttemptLimits
    let log: SignInLog
    let clock: Clock

    /// Prepares the way in that a node's settings name.
    ///
    /// - Throws: `signin.settings` when the demonstration's list would stand on a node that others can reach, when a
    ///   provider is named without the node's own address, or when a secret is missing or readable by others.
    init(building: Building, send: @escaping ProviderSend, log: @escaping SignInLog) throws {
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
                    secret: try provider.clientSecretFile.map { try Self.secret(building.folder.path + "/" + $0) },
                    callback: own + "/sign-in/back",
                    send: send,
                    clock: building.clock
                )
            )
        }
        staff = building.staff
        force = settings.force
        cookies = SessionCookies(isSecure: address?.scheme == "https")
        flows = SignInFlows(clock: building.clock, randomness: building.randomness)
        attempts = AttemptLimits(rules: settings.sessions ?? SignInRules(), clock: building.clock)
        self.log = log
        clock = building.clock
    }

    /// The made-up people to choose from; none beside a provider.
    var local: [StaffMember] {
        guard case .localDemo = way else { return [] }
        return staff.filter { !$0.isNode && $0.officer(on: clock().date) != nil }
    }

    /// The provider; none in a demonstration.
    var provider: Provider? {
        guard case .provider(let provider) = way else { return nil }
        return provider
    }

    /// The person an ID token speaks of.
    ///
    /// - Returns: `nil` when the person is not on the staff today, or holds no role here.
    func person(_ token: IDToken, _ settings: ProviderSettings) -> StaffMember? {
        let member =
            switch settings.people {
            case .file: listed(token, settings)
            case .claims: claimed(token, settings)
            }
        guard let member, !member.isNode, !member.roles.isEmpty, member.officer(on: clock().date) != nil else {
            return nil
        }
        return member
    }

    private func listed(_ token: IDToken, _ settings: ProviderSettings) -> StaffMember? {
        let number = token.claims[settings.numberClaim]?.text
        return staff.first { $0.number == number && ($0.subject == nil || $0.subject == token.subject) }
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

    /// The secret in a file that only its owner may read.
    private static func secret(_ file: String) throws -> String {
        let mode = (try? FileManager.default.attributesOfItem(atPath: file))?[.posixPermissions] as? Int
        guard let mode, let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw Fault(.signInSettings, "the client's secret `\(file)` cannot be read", help: "put the secret there")
        }
        guard mode & 0o077 == 0 else {
            throw Fault(
                .signInSettings,
                "the client's secret `\(file)` can be read by others than the node",
                help: "take their rights away: chmod 600"
            )
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

extension Fault.Code {
    /// The settings of the sign-in contradict each other or lack something.
    package static let signInSettings = Self("signin.settings", status: 500)
}
