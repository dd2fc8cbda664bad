# Jupyter's own conformance suite (Debian: python3-jupyter-kernel-test) for the installed kernel `covalent`: see run.ts.

import unittest

import jupyter_kernel_test


class CovalentKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "covalent"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('test')"
    completion_samples = [
        {"text": "parseFl", "matches": {"parseFloat"}},
        {"text": "JSON.stri", "matches": {"stringify"}},
    ]
    complete_code_samples = ["1", "function f(x: number) { return x*2 }", "let x = 1;\n"]
    incomplete_code_samples = ["function f(x: number) {", "console.log(", "`abc", "/* a"]
    invalid_code_samples = ["let = 7q", "import = 7q", "}"]
    code_page_something = "%help"
    code_generate_error = "throw new Error('boom')"
    code_execute_result = [
        {"code": "1+2+3", "result": "6"},
        {"code": "[1,2,3].map(n => n*n)", "result": "[ 1, 4, 9 ]"},
    ]
    code_display_data = [
        {"code": "display.html('<b>hi</b>')", "mime": "text/html"},
        {"code": "display.svg('<svg/>')", "mime": "image/svg+xml"},
    ]
    code_history_pattern = "1?2*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "parseFloat"
    code_clear_output = "console.clear()"


if __name__ == "__main__":
    unittest.main()
