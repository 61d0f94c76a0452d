import Foundation
import Ledger
import Testing

@testable import Node

@Suite("ID tokens") struct IDTokenTests {
    static let now: Int64 = 1_795_435_200
    let issuer: TestIssuer
    let keys: KeySet

    init() throws {
        issuer = try TestIssuer()
        keys = try #require(KeySet(json: try issuer.keySet()))
    }

    static let expected = IDToken.Expectation(
        issuer: TestIssuer.issuer,
        clientID: TestIssuer.client,
        nonce: "n0nce",
        accessToken: "access",
        now: now
    )

    /// A token with some claims and header fields changed; `NSNull` takes one away.
    func token(
        _ claims: [String: any Sendable] = [:],
        header: [String: any Sendable] = ["alg": "ES256", "kid": "ec"],
        key: String = "ec"
    ) throws -> String {
        let all = TestIssuer.claims(now: Self.now, nonce: "n0nce").merging(claims) { $1 }
        return try issuer.token(header: header, claims: all.filter { !($0.value is NSNull) }, key: key)
    }

    func refusal(_ token: String, _ expected: IDToken.Expectation = Self.expected) -> IDToken.Refusal? {
        do throws(IDToken.Refusal) {
            _ = try IDToken(token, keys: keys, expecting: expected)
            return nil
        } catch {
            return error
        }
    }

    @Test("A token signed by ES256 or RS256 is taken, and tells who signed in and when")
    func taken() throws {
        for (name, algorithm) in [("ec", "ES256"), ("rsa", "RS256")] {
            let text = try token(
                ["at_hash": IDToken.leftHash("access")],
                header: ["alg": algorithm, "kid": name, "typ": "JWT"],
                key: name
            )
            let read = try IDToken(text, keys: keys, expecting: Self.expected)
            #expect(read.subject == "u-17")
            #expect(read.authenticatedAt == Self.now - 5)
            #expect(read.claims["preferred_username"] == .string("4821"))
        }
    }

    @Test("The example of RFC 7515 appendix A.3 verifies by ES256, and one changed bit does not")
    func publishedVector() throws {
        let key = try #require(
            TokenKey(
                x: Base64URL.decode("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU") ?? [],
                y: Base64URL.decode("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0") ?? []
            )
        )
        let message = Array(
            ("eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290"
                + "Ijp0cnVlfQ").utf8
        )
        var signature = try #require(
            Base64URL.decode("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q")
        )
        #expect(key.isValid(signature, over: message))
        signature[7] ^= 1
        #expect(!key.isValid(signature, over: message))
    }

    @Test("The challenge of RFC 7636 appendix B comes from its verifier")
    func challengeVector() {
        let flow = SignInFlows.Flow(
            state: "",
            nonce: "",
            verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            next: "/",
            began: 0
        )
        #expect(flow.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    }

    @Test("A token that is not signed, or by another algorithm than its key's, is refused")
    func algorithmConfusion() throws {
        for name in ["none", "None", "NONE", "HS256", "RS384", "PS256", "ES384", "es256", "", "EdDSA"] {
            #expect(try refusal(token(header: ["alg": name, "kid": "ec"], key: "")) == .algorithm, "\(name)")
        }
        #expect(try refusal(token(header: ["kid": "ec"])) == .algorithm)
        #expect(try refusal(token(header: ["alg": ["ES256"], "kid": "ec"])) == .algorithm)
        #expect(try refusal(token(header: ["alg": "RS256", "kid": "ec"])) == .unknownKey, "the key is an EC one")
        #expect(try refusal(token(header: ["alg": "ES256", "kid": "rsa"], key: "rsa")) == .unknownKey)
        #expect(try refusal(token(key: "")) == .signature)
        #expect(try refusal(token(key: "rsa")) == .signature)
        #expect(try refusal(token(key: "next")) == .signature, "somebody else's key")
    }

    @Test("A key that the token brings along is never looked at")
    func ownKey() throws {
        let stranger = try #require(
            try JSONSerialization.jsonObject(with: Data(issuer.keySet(["next"]))) as? [String: [[String: String]]]
        )
        let jwk = try #require(stranger["keys"]?.first)
        for header: [String: any Sendable] in [
            ["alg": "ES256", "kid": "ec", "jwk": jwk], ["alg": "ES256", "kid": "next", "jwk": jwk],
            ["alg": "ES256", "kid": "next", "jku": "https://evil.example/keys"],
            ["alg": "ES256", "kid": "next", "x5u": "https://evil.example/cert", "x5c": ["MIIB"]],
        ] {
            let refused = refusal(try token(header: header, key: "next"))
            #expect(refused == .signature || refused == .unknownKey)
        }
    }

    @Test("Every bit of a token counts")
    func everyBit() throws {
        let text = Array(try token().utf8)
        for index in text.indices where text[index] != UInt8(ascii: ".") {
            var changed = text
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(refusal(String(decoding: changed, as: UTF8.self)) != nil, "byte \(index)")
        }
    }

    @Test(
        "What is no token is refused",
        arguments: [
            "", ".", "..", "...", "a.b.c", "a.b.c.d", "eyJhbGciOiJFUzI1NiJ9..", "e30.e30.", "e30=.e30=.e30=",
            "\u{0}.\u{0}.\u{0}", String(repeating: "A", count: 20_000), String(repeating: ".", count: 300),
        ]
    )
    func malformed(text: String) { #expect(refusal(text) != nil) }

    @Test("A header that must be understood and is not refuses the token")
    func header() throws {
        #expect(try refusal(token(header: ["alg": "ES256", "kid": "ec", "crit": ["exp"]])) == .critical)
        #expect(try refusal(token(header: ["alg": "ES256", "kid": "ec", "b64": false])) == .critical)
        #expect(try refusal(token(header: ["alg": "ES256", "kid": "ec", "typ": "at+jwt"])) == .type)
        #expect(try refusal(token(header: ["alg": "ES256", "kid": "ec", "typ": "logout+jwt"])) == .type)
        #expect(try refusal(token(header: ["alg": "ES256", "kid": 7])) == .malformed)
    }

    @Test("A token for another issuer, audience, sign-in or access token is refused")
    func wrongClaims() throws {
        let cases: [(claims: [String: any Sendable], refusal: IDToken.Refusal)] = [
            (["iss": "https://evil.example"], .issuer), (["iss": TestIssuer.issuer + "/"], .issuer),
            (["iss": NSNull()], .issuer), (["aud": "another"], .audience), (["aud": [String]()], .audience),
            (["aud": ["reeve", 7] as [any Sendable]], .audience), (["aud": NSNull()], .audience),
            (["aud": ["reeve", "another"]], .authorizedParty),
            (["aud": ["reeve", "another"], "azp": "another"], .authorizedParty), (["azp": "another"], .authorizedParty),
            (["nonce": "other"], .nonce), (["nonce": NSNull()], .nonce), (["nonce": ["n0nce"]], .nonce),
            (["sub": ""], .subject), (["sub": NSNull()], .subject), (["sub": 17], .subject),
            (["sub": String(repeating: "x", count: 256)], .subject),
            (["at_hash": IDToken.leftHash("another")], .accessTokenHash), (["at_hash": 7], .accessTokenHash),
        ]
        for (claims, refused) in cases { #expect(try refusal(token(claims)) == refused, "\(claims)") }
        #expect(try refusal(token(["aud": ["reeve", "another"], "azp": "reeve"])) == nil)
        var without = Self.expected
        without.accessToken = nil
        #expect(try refusal(token(["at_hash": IDToken.leftHash("access")]), without) == .accessTokenHash)
    }

    @Test("A token counts from its issue to its end, give or take the difference of the clocks")
    func times() throws {
        let now = Self.now
        let cases: [(claims: [String: any Sendable], refusal: IDToken.Refusal?)] = [
            (["exp": now - 59], nil), (["exp": now - 60], .expired), (["exp": NSNull()], .expired),
            (["exp": "1895435200"], .expired), (["exp": -1], .expired), (["exp": 1e30], .expired),
            (["nbf": now + 60], nil), (["nbf": now + 61], .notYet), (["nbf": "x"], .notYet),
            (["iat": now + 60], nil), (["iat": now + 61], .issuedAt), (["iat": now - 660], nil),
            (["iat": now - 661], .issuedAt), (["iat": NSNull()], .issuedAt),
        ]
        for (claims, refused) in cases { #expect(try refusal(token(claims)) == refused, "\(claims)") }
    }

    @Test("Where a recent proof is asked for, an old one, one from the future or none is refused")
    func recent() throws {
        var expected = Self.expected
        expected.authenticatedSince = Self.now - 30
        for (time, refused) in [
            (Self.now, nil), (Self.now - 90, nil), (Self.now - 91, .authenticationTime),
            (Self.now + 61, .authenticationTime),
        ] as [(Int64, IDToken.Refusal?)] {
            #expect(try refusal(token(["auth_time": time]), expected) == refused, "\(time - Self.now)")
        }
        #expect(try refusal(token(["auth_time": NSNull()]), expected) == .authenticationTime)
        #expect(try refusal(token(["auth_time": NSNull()])) == nil, "none was asked for")
    }

    @Test("Where a kind of proof is asked for, another or none is refused")
    func kindOfProof() throws {
        var expected = Self.expected
        expected.acr = ["phr", "phrh"]
        #expect(try refusal(token(["acr": "phr"]), expected) == nil)
        #expect(try refusal(token(["acr": "password"]), expected) == .acr)
        #expect(try refusal(token(["acr": ["phr"]]), expected) == .acr)
        #expect(try refusal(token(), expected) == .acr)
    }

    @Test("Only a public key for signatures is taken from a key set, and a name that two share finds neither")
    func keySets() throws {
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(issuer.keySet())) as? [String: [[String: String]]]
        )
        let curve = try #require(object["keys"]?.first), rsa = try #require(object["keys"]?.last)
        func count(_ key: [String: any Sendable]) throws -> Int? {
            KeySet(json: try TestIssuer.json(["keys": [key]]))?.entries.count
        }
        #expect(try count(curve) == 1)
        #expect(try count(rsa) == 1)
        for (key, change): ([String: String], [String: any Sendable]) in [
            (curve, ["use": "enc"]), (curve, ["alg": "ES384"]), (curve, ["alg": "RS256"]), (curve, ["crv": "P-384"]),
            (curve, ["kty": "OKP"]), (curve, ["kty": "oct", "k": "c2VjcmV0"]), (curve, ["x": curve["y"] ?? ""]),
            (curve, ["x": "AAAA"]), (curve, ["d": "AAAA"]), (curve, ["key_ops": ["sign"]]), (rsa, ["e": "Aw"]),
            (rsa, ["e": "AQAA"]), (rsa, ["n": String((rsa["n"] ?? "").prefix(171))]), (rsa, ["n": ""]),
            (rsa, ["alg": "HS256"]), (rsa, ["alg": "PS256"]),
        ] {
            #expect(try count((key as [String: any Sendable]).merging(change) { $1 }) == 0, "\(change)")
        }
        let twice = try #require(KeySet(json: try TestIssuer.json(["keys": [curve, curve]])))
        #expect(twice.key(id: "ec", algorithm: .es256) == nil)
        #expect(twice.key(id: nil, algorithm: .es256) == nil)
        #expect(keys.key(id: nil, algorithm: .es256) != nil, "there is one only")
        for text in ["", "[]", "{}", "{\"keys\":{}}", "{\"keys\":7}", "\u{FEFF}"] {
            #expect(KeySet(json: Array(text.utf8)) == nil, "\(text)")
        }
    }

    @Test(
        "A text in base 64 for addresses has one form only",
        arguments: ["A", "AA=", "AA==", "A+==", "+/+/", "AB", "é"]
    )
    func oneForm(text: String) { #expect(Base64URL.decode(text) == nil) }
}
