// The only file of this module that imports Foundation: the projection needs sine, cosine and tangent.
import Foundation

/// A point on the Earth as satellites and web maps give it, in degrees (EPSG:4326).
package struct WGS84: Hashable, Sendable {
    /// Degrees north, -90 to 90.
    package let latitude: Double
    /// Degrees east, -180 to 180.
    package let longitude: Double

    /// A point; `nil` when a coordinate is out of range or not a number.
    package init?(latitude: Double, longitude: Double) {
        guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return nil }
        self.latitude = latitude
        self.longitude = longitude
    }
}

extension GridReference {
    /// The centre of the square as latitude and longitude.
    ///
    /// The shift between the datums is the seven-parameter one, not OSTN15: it is wrong by about 5 metres at most
    /// places, and says so little less than the width of a street. ``squareMetres`` adds its own doubt.
    package var wgs84: WGS84? {
        let half = Double(squareMetres) / 2
        return NationalGrid.wgs84(easting: Double(easting) + half, northing: Double(northing) + half)
    }

    /// The square that holds a point; `nil` outside the grid.
    ///
    /// About 5 metres off, as ``wgs84`` is.
    package init?(_ point: WGS84, squareMetres: Int = 1) {
        let grid = NationalGrid.grid(point)
        guard grid.easting >= 0, grid.northing >= 0, grid.easting < 1e6, grid.northing < 1.5e6 else { return nil }
        self.init(easting: Int(grid.easting), northing: Int(grid.northing), squareMetres: squareMetres)
    }
}

/// The transverse Mercator projection of the British National Grid on the Airy 1830 ellipsoid, and the datum shift.
///
/// Source: Ordnance Survey, A guide to coordinate systems in Great Britain, annexes A to C. The shift by seven
/// parameters is good to about 5 metres; OSTN15 would be good to centimetres and is a table of 14 MB.
package enum NationalGrid {
    // Airy 1830, in metres.
    private static let a = 6_377_563.396
    private static let b = 6_356_256.909
    private static let scale = 0.999_601_271_7
    private static let latitude0 = 49.0 * .pi / 180
    private static let longitude0 = -2.0 * .pi / 180
    private static let easting0 = 400_000.0
    private static let northing0 = -100_000.0
    private static let e2 = 1 - (b * b) / (a * a)
    private static let n = (a - b) / (a + b)

    // WGS84, in metres.
    private static let aWGS84 = 6_378_137.0
    private static let e2WGS84 = 0.006_694_379_990_141_316

    /// Grid metres to latitude and longitude in degrees on Airy 1830 (OSGB36), annex C.
    package static func airy(easting: Double, northing: Double) -> (latitude: Double, longitude: Double) {
        var phi = latitude0
        // Converges in a handful of rounds anywhere near the grid; the limit is for input that is nowhere near.
        for _ in 0..<20 {
            let rest = northing - northing0 - meridian(phi)
            phi += rest / (a * scale)
            if abs(rest) < 0.000_01 { break }
        }
        let (nu, rho, eta2) = radii(phi)
        let t = tan(phi)
        let t2 = t * t
        let cosine = cos(phi)
        let vii = t / (2 * rho * nu)
        let viii = t / (24 * rho * pow(nu, 3)) * (5 + 3 * t2 + eta2 - 9 * t2 * eta2)
        let ix = t / (720 * rho * pow(nu, 5)) * (61 + 90 * t2 + 45 * t2 * t2)
        let x = 1 / (cosine * nu)
        let xi = 1 / (6 * cosine * pow(nu, 3)) * (nu / rho + 2 * t2)
        let xii = 1 / (120 * cosine * pow(nu, 5)) * (5 + 28 * t2 + 24 * t2 * t2)
        let xiia = 1 / (5040 * cosine * pow(nu, 7)) * (61 + 662 * t2 + 1320 * t2 * t2 + 720 * t2 * t2 * t2)
        let d = easting - easting0
        let latitude = phi - vii * d * d + viii * pow(d, 4) - ix * pow(d, 6)
        let longitude = longitude0 + x * d - xi * pow(d, 3) + xii * pow(d, 5) - xiia * pow(d, 7)
        return (latitude * 180 / .pi, longitude * 180 / .pi)
    }

    /// Latitude and longitude in degrees on Airy 1830 (OSGB36) to grid metres, annex C.
    package static func project(latitude: Double, longitude: Double) -> (easting: Double, northing: Double) {
        let phi = latitude * .pi / 180
        let (nu, rho, eta2) = radii(phi)
        let sine = sin(phi)
        let cosine = cos(phi)
        let t2 = tan(phi) * tan(phi)
        let i = meridian(phi) + northing0
        let ii = nu / 2 * sine * cosine
        let iii = nu / 24 * sine * pow(cosine, 3) * (5 - t2 + 9 * eta2)
        let iiia = nu / 720 * sine * pow(cosine, 5) * (61 - 58 * t2 + t2 * t2)
        let iv = nu * cosine
        let v = nu / 6 * pow(cosine, 3) * (nu / rho - t2)
        let vi = nu / 120 * pow(cosine, 5) * (5 - 18 * t2 + t2 * t2 + 14 * eta2 - 58 * t2 * eta2)
        let d = longitude * .pi / 180 - longitude0
        let northing = i + ii * d * d + iii * pow(d, 4) + iiia * pow(d, 6)
        let easting = easting0 + iv * d + v * pow(d, 3) + vi * pow(d, 5)
        return (easting, northing)
    }

    /// Grid metres to latitude and longitude; `nil` where the sum leaves the globe.
    package static func wgs84(easting: Double, northing: Double) -> WGS84? {
        let point = airy(easting: easting, northing: northing)
        let shifted = shift(
            cartesian(latitude: point.latitude, longitude: point.longitude, a: a, e2: e2),
            direction: 1
        )
        let result = geographic(shifted, a: aWGS84, e2: e2WGS84)
        return WGS84(latitude: result.latitude, longitude: result.longitude)
    }

    /// Latitude and longitude to grid metres.
    package static func grid(_ point: WGS84) -> (easting: Double, northing: Double) {
        let earth = cartesian(latitude: point.latitude, longitude: point.longitude, a: aWGS84, e2: e2WGS84)
        let result = geographic(shift(earth, direction: -1), a: a, e2: e2)
        return project(latitude: result.latitude, longitude: result.longitude)
    }

    private static func radii(_ phi: Double) -> (nu: Double, rho: Double, eta2: Double) {
        let w = 1 - e2 * sin(phi) * sin(phi)
        let nu = a * scale / w.squareRoot()
        let rho = a * scale * (1 - e2) / (w * w.squareRoot())
        return (nu, rho, nu / rho - 1)
    }

    /// The developed arc of the meridian from the true origin, in metres.
    private static func meridian(_ phi: Double) -> Double {
        let minus = phi - latitude0
        let plus = phi + latitude0
        let n2 = n * n
        let n3 = n2 * n
        let first = (1 + n + 5 / 4 * n2 + 5 / 4 * n3) * minus
        let second = (3 * n + 3 * n2 + 21 / 8 * n3) * sin(minus) * cos(plus)
        let third = (15 / 8 * n2 + 15 / 8 * n3) * sin(2 * minus) * cos(2 * plus)
        let fourth = 35 / 24 * n3 * sin(3 * minus) * cos(3 * plus)
        return b * scale * (first - second + third - fourth)
    }

    private static func cartesian(latitude: Double, longitude: Double, a: Double, e2: Double) -> SIMD3<Double> {
        let phi = latitude * .pi / 180
        let lambda = longitude * .pi / 180
        let nu = a / (1 - e2 * sin(phi) * sin(phi)).squareRoot()
        return SIMD3(nu * cos(phi) * cos(lambda), nu * cos(phi) * sin(lambda), (1 - e2) * nu * sin(phi))
    }

    private static func geographic(
        _ point: SIMD3<Double>,
        a: Double,
        e2: Double
    ) -> (latitude: Double, longitude: Double) {
        let p = (point.x * point.x + point.y * point.y).squareRoot()
        var phi = atan2(point.z, p * (1 - e2))
        for _ in 0..<20 {
            let nu = a / (1 - e2 * sin(phi) * sin(phi)).squareRoot()
            let next = atan2(point.z + e2 * nu * sin(phi), p)
            let step = abs(next - phi)
            phi = next
            if step < 1e-13 { break }
        }
        return (phi * 180 / .pi, atan2(point.y, point.x) * 180 / .pi)
    }

    /// The seven-parameter shift, from OSGB36 to WGS84 in direction 1 and back in direction -1.
    private static func shift(_ p: SIMD3<Double>, direction: Double) -> SIMD3<Double> {
        let second = direction * .pi / 180 / 3600
        let (rx, ry, rz) = (0.1502 * second, 0.2470 * second, 0.8421 * second)
        let s = 1 + direction * -20.4894e-6
        return SIMD3(
            direction * 446.448 + s * p.x - rz * p.y + ry * p.z,
            direction * -125.157 + rz * p.x + s * p.y - rx * p.z,
            direction * 542.060 - ry * p.x + rx * p.y + s * p.z
        )
    }
}
