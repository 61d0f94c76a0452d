import Foundation
import Vocabulary

/// The identity provider that vouches for this node's people, as `signIn` of `node.json`.
package struct ProviderSettings: Sendable, Hashable, Codable {
    /// Where roles and training come from.
    package enum People: String, Sendable, Codable {
        /// From `officers.json`: the provider says only who somebody is.
        case file
        /// From the provider's claims.
        case claims
    }

    /// The provider's name, exactly as its tokens state it: `https://id.westyorks.example`.
    package var issuer: String
    /// This node's name at the provider.
    package var clientID: String
    /// A file of the node's folder that holds the client's secret; `nil` for a client that has none.
    package var clientSecretFile: String?
    /// A file of the node's folder that holds the client's private key (P-256, PEM) in place of a secret.
    package var clientKeyFile: String?
    /// Days for which a secret or key is used after it was written.
    package var clientProofDays: Int
    /// What is asked for beside `openid`.
    package var scopes: [String]
    package var people: People
    /// The claim that holds the collar or staff number.
    package var numberClaim: String
    /// The claim that holds the name shown to others.
    package var nameClaim: String
    /// The claim that lists the provider's groups.
    package var rolesClaim: String
    /// The role that each of the provider's groups stands for; other groups mean nothing here.
    package var roles: [String: String]
    /// The claim that holds the rank.
    package var rankClaim: String?
    /// The claim that lists training as `name` or as `name until yyyy-mm-dd`.
    package var trainingClaim: String?
    /// The kinds of proof (`acr`) of which one is needed to sign in; none asked when empty.
    package var acr: [String]
    /// The kinds of proof of which one is needed for a sensitive act; those of `acr` when empty.
    package var stepUpACR: [String]
    /// Minutes since the person last proved who they are to the provider, at most; any when `nil`.
    package var maxAgeMinutes: Int?
    /// Seconds by which the provider's clock may differ.
    package var clockSkewSeconds: Int
    /// Bits of an RSA key by which tokens may be signed, at least.
    package var rsaBitsMin: Int

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case issuer, clientID, clientSecretFile, scopes, people, numberClaim, nameClaim, rolesClaim, roles, rankClaim
        case trainingClaim, acr, stepUpACR, maxAgeMinutes, clockSkewSeconds, clientKeyFile, clientProofDays, rsaBitsMin
    }

    /// A provider with the usual names of claims, whose people are listed in `officers.json`.
    package init(issuer: String, clientID: String) {
        self.issuer = issuer
        self.clientID = clientID
        scopes = ["profile"]
        people = .file
        numberClaim = "preferred_username"
        nameClaim = "name"
        rolesClaim = "groups"
        roles = [:]
        acr = []
        stepUpACR = []
        clockSkewSeconds = 60
        clientProofDays = 365
        rsaBitsMin = 3072
    }

    /// Reads the settings; a name that is not known, an address that is not safe or a value out of bounds is refused.
    package init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownNames(Set(CodingKeys.allCases.map(\.rawValue)))
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            issuer: try values.decode(String.self, forKey: .issuer),
            clientID: try values.decode(String.self, forKey: .clientID)
        )
        clientSecretFile = try values.decodeIfPresent(String.self, forKey: .clientSecretFile)
        scopes = try values.decodeIfPresent([String].self, forKey: .scopes) ?? scopes
        people = try values.decodeIfPresent(People.self, forKey: .people) ?? people
        numberClaim = try values.decodeIfPresent(String.self, forKey: .numberClaim) ?? numberClaim
        nameClaim = try values.decodeIfPresent(String.self, forKey: .nameClaim) ?? nameClaim
        rolesClaim = try values.decodeIfPresent(String.self, forKey: .rolesClaim) ?? rolesClaim
        roles = try values.decodeIfPresent([String: String].self, forKey: .roles) ?? roles
        rankClaim = try values.decodeIfPresent(String.self, forKey: .rankClaim)
        trainingClaim = try values.decodeIfPresent(String.self, forKey: .trainingClaim)
        acr = try values.decodeIfPresent([String].self, forKey: .acr) ?? acr
        stepUpACR = try values.decodeIfPresent([String].self, forKey: .stepUpACR) ?? stepUpACR
        maxAgeMinutes = try values.decodeIfPresent(Int.self, forKey: .maxAgeMinutes)
        clockSkewSeconds = try values.decodeIfPresent(Int.self, forKey: .clockSkewSeconds) ?? clockSkewSeconds
        clientKeyFile = try values.decodeIfPresent(String.self, forKey: .clientKeyFile)
        clientProofDays = try values.decodeIfPresent(Int.self, forKey: .clientProofDays) ?? clientProofDays
        rsaBitsMin = try values.decodeIfPresent(Int.self, forKey: .rsaBitsMin) ?? rsaBitsMin
        func refuse(_ key: CodingKeys, _ words: String) -> DecodingError {
            .dataCorruptedError(forKey: key, in: values, debugDescription: words)
        }
        guard WebAddress.isSafe(issuer), !issuer.contains("?"), !issuer.contains("#") else {
            throw refuse(.issuer, "must be an https address without query, or a loopback one")
        }
        guard !clientID.isEmpty else { throw refuse(.clientID, "must not be empty") }
        for (key, file) in [(CodingKeys.clientSecretFile, clientSecretFile), (.clientKeyFile, clientKeyFile)] {
            guard file.map({ !$0.isEmpty && !$0.contains("/") && !$0.hasPrefix(".") }) ?? true else {
                throw refuse(key, "must be a file of the node's folder")
            }
        }
        guard clientSecretFile == nil || clientKeyFile == nil else {
            throw refuse(.clientKeyFile, "cannot stand beside a secret")
        }
        guard (1...1095).contains(clientProofDays) else { throw refuse(.clientProofDays, "must be from 1 to 1095") }
        guard (2048...8192).contains(rsaBitsMin) else { throw refuse(.rsaBitsMin, "must be from 2048 to 8192") }
        guard (0...300).contains(clockSkewSeconds) else { throw refuse(.clockSkewSeconds, "must be from 0 to 300") }
        guard maxAgeMinutes.map({ (1...1440).contains($0) }) ?? true else {
            throw refuse(.maxAgeMinutes, "must be from 1 to 1440")
        }
        guard !roles.values.contains("system") else { throw refuse(.roles, "`system` is the node's own role") }
    }
}

/// Addresses of other machines that a secret may be sent to.
enum WebAddress {
    /// Whether an address is https, or http on this very machine.
    static func isSafe(_ text: String) -> Bool {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != 0x5C }), let url = URL(string: text),
            let host = url.host(), !host.isEmpty, url.user() == nil, url.password() == nil
        else { return false }
        return url.scheme == "https" || url.scheme == "http" && isLoopback(host)
    }

    /// Whether a host is this machine.
    static func isLoopback(_ host: String) -> Bool { ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host) }
}
