"""A square of dots that a phone reads as an address."""

import qrcode


def qr_svg(text: str) -> str:
    """Return the QR code of a text as an SVG picture, one unit to a dot, without a margin."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    dots = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path d="{dots}" fill="#000"/></svg>'
    )
